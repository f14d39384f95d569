import { Controller, Get, Module, UseGuards } from '@nestjs/common'
import { describe, expect, it } from 'vitest'
import { AuthGuard, AuthModule, Authorize, Public, RequireScopes } from '../src/index.js'
import { scopes } from '@countersign/core'
import { platforms, serve } from './platforms.js'
import { bearer, startProvider } from './provider.js'

const { provider, verifier } = await startProvider()

let reached = false

@Controller('method')
class OnMethod {
  @RequireScopes('read')
  @Get()
  get(): object {
    reached = true
    return {}
  }
}

@Authorize(scopes('read'))
@Controller('class')
class OnClass {
  @Get()
  get(): object {
    reached = true
    return {}
  }

  @Public()
  @Get('public')
  open(): object {
    return {}
  }
}

@UseGuards(AuthGuard)
@RequireScopes('read')
@Controller('guarded')
class Guarded {
  @Get()
  get(): object {
    return {}
  }
}

const controllers = [OnMethod, OnClass, Guarded]

@Module({ imports: [AuthModule.forRoot({ verifier })], controllers })
class NotGlobal {}

@Module({ controllers: [OnMethod, OnClass] })
class WithoutAuthModule {}

@Module({ imports: [AuthModule.forRoot({ verifier, global: true })], controllers })
class Global {}

describe.each(platforms)('a policy on $name', ({ create }) => {
  it.each([
    ['the module is not global', NotGlobal],
    ['there is no module', WithoutAuthModule],
  ])('lets nobody in where no guard reads it: %s', async (_why, module) => {
    const url = await serve(await create(module))
    const headers = bearer(await provider.token())
    for (const path of ['method', 'class']) {
      expect((await fetch(`${url}/${path}`, { headers })).status).toBe(500)
    }
    expect(reached).toBe(false)
  })

  it('is checked where the class says which guard', async () => {
    const url = await serve(await create(NotGlobal))
    expect((await fetch(`${url}/guarded`)).status).toBe(401)
    const headers = bearer(await provider.token())
    expect((await fetch(`${url}/guarded`, { headers })).status).toBe(200)
  })

  it('does not keep a public method of its class from being public', async () => {
    const url = await serve(await create(Global))
    expect((await fetch(`${url}/class/public`)).status).toBe(200)
    expect((await fetch(`${url}/class`)).status).toBe(401)
  })
})
