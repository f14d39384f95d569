import { ConfigError, type Authentication, type Policy } from '@countersign/core'
import { Controller, Get, Module } from '@nestjs/common'
import { describe, expect, it } from 'vitest'
import { Auth, AuthModule, Authorize, OptionalAuth, Public, RequireScopes } from '../src/index.js'
import { platforms, serve } from './platforms.js'
import { bearer, startProvider } from './provider.js'

const { provider, verifier } = await startProvider()

let reached = false

@Controller()
class Routes {
  @Get('mine')
  mine(@Auth() auth: Authentication): unknown {
    return { subject: auth.subject, claims: auth.claims }
  }
  @OptionalAuth()
  @Get('optional')
  optional(@Auth() auth: Authentication | undefined): unknown {
    return { anonymous: auth === undefined }
  }
  @Public()
  @Get('unguarded')
  unguarded(@Auth() auth: Authentication): unknown {
    reached = true
    return auth
  }
}

@Module({ imports: [AuthModule.forRoot({ verifier, global: true })], controllers: [Routes] })
class TestModule {}

describe.each(platforms)('@Auth() on $name', ({ create }) => {
  it('is the Authentication of the request', async () => {
    const url = await serve(await create(TestModule))
    const headers = bearer(await provider.token({ sub: 'u2' }))
    const answer = await fetch(`${url}/mine`, { headers })
    expect(await answer.json()).toMatchObject({ subject: 'u2', claims: { client_id: 'c1' } })
  })

  it('is undefined where credentials are optional and did not come', async () => {
    const url = await serve(await create(TestModule))
    expect(await (await fetch(`${url}/optional`)).json()).toEqual({ anonymous: true })
  })

  it('fails every request of a route that the guard does not protect', async () => {
    const url = await serve(await create(TestModule))
    const headers = bearer(await provider.token())
    expect((await fetch(`${url}/unguarded`, { headers })).status).toBe(500)
    expect(reached).toBe(false)
  })
})

describe('decorators', () => {
  it('do not let a public method or class have a policy, whatever their order', () => {
    const contradiction = '"Public" contradicts a policy or verifier of the same class or method'
    expect(() => {
      class One {
        @Public()
        @RequireScopes('a')
        get(): void {}
      }
      return One
    }).toThrow(contradiction)
    expect(() => {
      class Two {
        @RequireScopes('a')
        @Public()
        get(): void {}
      }
      return Two
    }).toThrow(contradiction)
    expect(() => {
      @RequireScopes('a')
      @Public()
      class Three {}
      return Three
    }).toThrow(contradiction)
  })

  it('do not take what is no policy', () => {
    expect(() => Authorize(undefined as unknown as Policy)).toThrow(ConfigError)
    expect(() => RequireScopes()).toThrow(ConfigError)
  })
})
