import { ConfigError, type Authentication } from '@countersign/core'
import { Controller, type ExecutionContext, Get, Injectable, Module } from '@nestjs/common'
import { APP_GUARD, Reflector } from '@nestjs/core'
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js'
import { describe, expect, it } from 'vitest'
import {
  type Access,
  Auth,
  AuthGuard,
  AuthModule,
  type HttpRequest,
  type HttpResponse,
  Public,
} from '../src/index.js'
import { platforms, serve } from './platforms.js'
import { bearer, startProvider } from './provider.js'

const { provider, verifier } = await startProvider()

class Resolver {
  closed(this: void): void {}
  @Public()
  open(this: void): void {}
}

function contextOf(type: string, handler: () => void, args: unknown[] = []): ExecutionContext {
  const context = new ExecutionContextHost(args, Resolver, handler)
  context.setType(type)
  return context
}

describe('a guard off HTTP', () => {
  it.each(['graphql', 'ws', 'rpc'])('refuses %s with an error that says so', async (type) => {
    const guard = new AuthGuard(verifier, new Reflector())
    const refused = guard.canActivate(contextOf(type, Resolver.prototype.closed))
    await expect(refused).rejects.toThrow(ConfigError)
    expect(await guard.canActivate(contextOf(type, Resolver.prototype.open))).toBe(true)
  })
})

describe.each(platforms)('a guard in the place of ours on $name', ({ create }) => {
  it('is given the verifier', async () => {
    @Injectable()
    class Doorman extends AuthGuard {
      protected override getAccess(): Access {
        return 'optional'
      }
    }
    @Controller()
    class Routes {
      @Get()
      get(@Auth() auth: Authentication | undefined): string {
        return auth?.subject ?? 'nobody'
      }
    }
    @Module({
      imports: [AuthModule.forRoot({ verifier })],
      providers: [{ provide: APP_GUARD, useClass: Doorman }],
      controllers: [Routes],
    })
    class TestModule {}
    const url = await serve(await create(TestModule))
    expect(await (await fetch(url)).text()).toBe('nobody')
    expect(await (await fetch(url, { headers: bearer(await provider.token()) })).text()).toBe('u1')
  })
})

describe('a guard that was extended', () => {
  const headers: Record<string, string> = {}

  @Injectable()
  class GraphqlGuard extends AuthGuard {
    protected override getRequest(context: ExecutionContext): HttpRequest {
      return context.getArgByIndex(0)
    }
    protected override getResponse(): HttpResponse {
      return { header: (name, value) => (headers[name] = value) }
    }
    protected override getAccess(context: ExecutionContext): Access | undefined {
      return super.getAccess(context) ?? 'required'
    }
  }
  const guard = new GraphqlGuard(verifier, new Reflector())
  const request = {
    method: 'POST',
    originalUrl: '/graphql',
    protocol: 'http',
    ip: '127.0.0.1',
    headers: {},
  }

  it('takes the request from where it was told', async () => {
    const { Authorization: authorization } = bearer(await provider.token())
    const good = { ...request, headers: { authorization } }
    const context = contextOf('graphql', Resolver.prototype.closed, [good])
    expect(await guard.canActivate(context)).toBe(true)
  })

  it('puts the challenge where it was told', async () => {
    const context = contextOf('graphql', Resolver.prototype.closed, [request])
    await expect(guard.canActivate(context)).rejects.toThrow('access token')
    expect(headers['WWW-Authenticate']).toMatch(/^Bearer realm="https:..rs.example", DPoP realm=/)
  })
})
