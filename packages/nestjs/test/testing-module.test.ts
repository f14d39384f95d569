import type { Authentication } from '@countersign/core'
import { type CanActivate, Controller, Get, Module, type Type, UseGuards } from '@nestjs/common'
import { Test, type TestingModuleBuilder } from '@nestjs/testing'
import { describe, expect, it } from 'vitest'
import {
  Auth,
  AuthGuard,
  AuthModule,
  getVerifierToken,
  RequireScopes,
  UseVerifier,
  VERIFIER,
} from '../src/index.js'
import { serve } from './platforms.js'
import { bearer, startProvider } from './provider.js'

const { provider, verifier } = await startProvider()
const { provider: fake, verifier: replacement } = await startProvider()

@Controller()
class Global {
  @RequireScopes('a')
  @Get('a')
  a(): string {
    return 'in'
  }
  @Get('who')
  who(@Auth() auth: Authentication): string {
    return auth.issuer
  }
  @UseVerifier('admin')
  @Get('admin')
  admin(@Auth() auth: Authentication): string {
    return auth.issuer
  }
}

@UseGuards(AuthGuard)
@Controller()
class Local {
  @RequireScopes('a')
  @Get('a')
  a(): string {
    return 'in'
  }
}

@Controller('forgotten')
class Forgotten {
  @RequireScopes('a')
  @Get()
  a(): string {
    return 'in'
  }
}

@Module({
  imports: [
    AuthModule.forRoot({ verifier, global: true }),
    AuthModule.forRoot({ verifier, name: 'admin' }),
  ],
  controllers: [Global],
})
class GlobalModule {}

@Module({ imports: [AuthModule.forRoot({ verifier })], controllers: [Local] })
class LocalModule {}

@Module({ controllers: [Forgotten] })
class ForgottenModule {}

const says = (answer: boolean): CanActivate => ({ canActivate: () => answer })

function build(...imports: Type[]): TestingModuleBuilder {
  return Test.createTestingModule({ imports })
}

async function start(builder: TestingModuleBuilder): Promise<string> {
  const module = await builder.compile()
  return serve(module.createNestApplication({ logger: false, forceCloseConnections: true }))
}

const statusOf = async (url: string): Promise<number> => (await fetch(url)).status

describe('a module for tests', () => {
  it('has another guard in the place of the one that handlers name', async () => {
    const open = await start(
      build(LocalModule, ForgottenModule).overrideGuard(AuthGuard).useValue(says(true)),
    )
    expect(await statusOf(`${open}/a`)).toBe(200)
    expect(await statusOf(`${open}/forgotten`)).toBe(500)
    const closed = await start(
      build(LocalModule, ForgottenModule).overrideGuard(AuthGuard).useValue(says(false)),
    )
    expect(await statusOf(`${closed}/a`)).toBe(403)
  })

  it('has another guard in the place of the one for everything', async () => {
    const open = await start(build(GlobalModule).overrideProvider(AuthGuard).useValue(says(true)))
    expect(await statusOf(`${open}/a`)).toBe(200)
    // Nobody knows who it is.
    expect(await statusOf(`${open}/who`)).toBe(500)
    const closed = await start(
      build(GlobalModule).overrideProvider(AuthGuard).useValue(says(false)),
    )
    expect(await statusOf(`${closed}/a`)).toBe(403)
  })

  it('has another verifier in the place of each', async () => {
    const url = await start(build(GlobalModule).overrideProvider(VERIFIER).useValue(replacement))
    const headers = bearer(await fake.token())
    expect(await (await fetch(`${url}/who`, { headers })).text()).toBe(fake.issuer)
    expect((await fetch(`${url}/admin`, { headers })).status).toBe(401)
    const admin = await start(
      build(GlobalModule).overrideProvider(getVerifierToken('admin')).useValue(replacement),
    )
    expect(await (await fetch(`${admin}/admin`, { headers })).text()).toBe(fake.issuer)
    expect((await fetch(`${admin}/who`, { headers })).status).toBe(401)
    const good = { headers: bearer(await provider.token()) }
    expect(await (await fetch(`${admin}/who`, good)).text()).toBe(provider.issuer)
  })

  it('notices a handler that was left out as the application does', async () => {
    @Controller('left')
    class Left extends Forgotten {}
    @Module({ imports: [AuthModule.forRoot({ verifier })], controllers: [Left] })
    class LeftModule {}
    const url = await start(build(LeftModule))
    expect(await statusOf(`${url}/left`)).toBe(500)
  })
})
