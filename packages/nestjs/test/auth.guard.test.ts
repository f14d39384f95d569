import { allOf, scopes, type Authentication } from '@countersign/core'
import { Controller, Get, Module, type Type, UseGuards } from '@nestjs/common'
import { describe, expect, it } from 'vitest'
import {
  Auth,
  AuthGuard,
  AuthModule,
  Authorize,
  OptionalAuth,
  Public,
  RequireScopes,
} from '../src/index.js'
import { platforms, serve } from './platforms.js'
import { bearer, startProvider } from './provider.js'

const { provider, verifier } = await startProvider()

function moduleOf(controller: Type, global = true): Type {
  @Module({
    imports: [AuthModule.forRoot({ verifier, global })],
    controllers: [controller],
  })
  class TestModule {}
  return TestModule
}

describe.each(platforms)('the guard of $name', ({ create }) => {
  async function statusOf(controller: Type, path: string, scope?: string): Promise<number> {
    const url = await serve(await create(moduleOf(controller)))
    const headers = scope === undefined ? {} : bearer(await provider.token({ scope }))
    return (await fetch(url + path, { headers })).status
  }

  it('protects every route that is not public', async () => {
    @Controller()
    class Routes {
      @Get('closed')
      closed(): string {
        return 'in'
      }
      @Public()
      @Get('open')
      open(): string {
        return 'in'
      }
    }
    expect(await statusOf(Routes, '/closed')).toBe(401)
    expect(await statusOf(Routes, '/closed', 'read')).toBe(200)
    expect(await statusOf(Routes, '/open')).toBe(200)
  })

  it('protects only what asks for it where it is not global', async () => {
    @Controller()
    class Routes {
      @UseGuards(AuthGuard)
      @Get('closed')
      closed(@Auth() auth: Authentication): unknown {
        return auth.subject
      }
      @Get('open')
      open(): string {
        return 'in'
      }
    }
    const url = await serve(await create(moduleOf(Routes, false)))
    expect((await fetch(`${url}/open`)).status).toBe(200)
    expect((await fetch(`${url}/closed`)).status).toBe(401)
    const headers = bearer(await provider.token())
    expect(await (await fetch(`${url}/closed`, { headers })).text()).toBe('u1')
  })

  it('checks the policies of the class and all of the method', async () => {
    @RequireScopes('a')
    @Controller()
    class Routes {
      @RequireScopes('b')
      @Authorize(allOf(scopes('c')))
      @Get()
      get(): string {
        return 'in'
      }
    }
    expect(await statusOf(Routes, '/', 'b c')).toBe(403)
    expect(await statusOf(Routes, '/', 'a c')).toBe(403)
    expect(await statusOf(Routes, '/', 'a b')).toBe(403)
    expect(await statusOf(Routes, '/', 'a b c')).toBe(200)
  })

  it('inherits the policies of a base class', async () => {
    @RequireScopes('a')
    class Base {}
    @RequireScopes('b')
    @Controller()
    class Routes extends Base {
      @Get()
      get(): string {
        return 'in'
      }
    }
    expect(await statusOf(Routes, '/', 'b')).toBe(403)
    expect(await statusOf(Routes, '/', 'a b')).toBe(200)
  })

  it('goes by the method where method and class differ about who gets in', async () => {
    @Public()
    @Controller()
    class Open {
      @RequireScopes('a')
      @Get('closed')
      closed(): string {
        return 'in'
      }
      @OptionalAuth()
      @Get('optional')
      optional(@Auth() auth: Authentication | undefined): unknown {
        return auth?.subject ?? 'nobody'
      }
    }
    expect(await statusOf(Open, '/closed')).toBe(401)
    expect(await statusOf(Open, '/closed', 'a')).toBe(200)
    expect(await statusOf(Open, '/optional')).toBe(200)

    @RequireScopes('a')
    @Controller()
    class Closed {
      @Public()
      @Get()
      get(): string {
        return 'in'
      }
    }
    expect(await statusOf(Closed, '/')).toBe(200)
  })

  it('asks for credentials where they are optional and a policy needs them', async () => {
    @Controller()
    class Routes {
      @OptionalAuth()
      @RequireScopes('a')
      @Get()
      get(): string {
        return 'in'
      }
    }
    expect(await statusOf(Routes, '/')).toBe(401)
    expect(await statusOf(Routes, '/', 'b')).toBe(403)
  })

  it('verifies a request once, however often it guards it', async () => {
    let verified = 0
    const counted: typeof verifier = {
      ...verifier,
      verifyRequest(request) {
        verified += 1
        return verifier.verifyRequest(request)
      },
    }
    @UseGuards(AuthGuard)
    @Controller()
    class Routes {
      @UseGuards(AuthGuard)
      @Get()
      get(): string {
        return 'in'
      }
    }
    @Module({
      imports: [AuthModule.forRoot({ verifier: counted, global: true })],
      controllers: [Routes],
    })
    class TestModule {}
    const url = await serve(await create(TestModule))
    await fetch(url, { headers: bearer(await provider.token()) })
    expect(verified).toBe(1)
  })
})
