import {
  ConfigError,
  scopes,
  type Authentication,
  type Policy,
  type Verifier,
} from '@countersign/core'
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
const tenants = startProvider()

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

const info = { fieldName: 'closed', parentType: { name: 'Query' }, operation: {} }

function argumentsWith(carrier: object): unknown[] {
  return [undefined, {}, { carrier }, info]
}

describe('a guard off HTTP', () => {
  const guard = new AuthGuard(verifier, new Reflector())

  it('refuses what it does not know with an error that says so', async () => {
    const refused = guard.canActivate(contextOf('pigeon', Resolver.prototype.closed, [{}, {}]))
    await expect(refused).rejects.toThrow('"context" of type "pigeon" is not supported')
    await expect(refused).rejects.toThrow(ConfigError)
    expect(await guard.canActivate(contextOf('pigeon', Resolver.prototype.open))).toBe(true)
  })

  it('refuses a resolver whose context has no request, and says what to do', async () => {
    for (const value of [undefined, {}, { req: undefined }, { req: {} }]) {
      const call = contextOf('graphql', Resolver.prototype.closed, [undefined, {}, value, info])
      await expect(guard.canActivate(call)).rejects.toThrow('"context" has no request: let the')
    }
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

describe.each(platforms)('a guard that decides more on $name', ({ create }) => {
  it('asks the verifier that a request calls for, and nobody who is not called', async () => {
    const { provider: tenant, verifier: ofTenant } = await tenants
    @Injectable()
    class Tenants extends AuthGuard {
      protected override getVerifier(context: ExecutionContext): Verifier<unknown> {
        const { tenant: name } = this.getRequest(context).headers
        return name === undefined ? super.getVerifier(context) : ofTenant
      }
      protected override getPolicies(context: ExecutionContext): readonly Policy[] {
        return [...super.getPolicies(context), scopes('everywhere')]
      }
    }
    @Controller()
    class Routes {
      @Get()
      get(@Auth() auth: Authentication): string {
        return auth.issuer
      }
    }
    @Module({
      imports: [AuthModule.forRoot({ verifier })],
      providers: [{ provide: APP_GUARD, useClass: Tenants }],
      controllers: [Routes],
    })
    class TestModule {}
    const url = await serve(await create(TestModule))
    const [scope, theirs] = ['everywhere', { tenant: 'a' }]
    const main = bearer(await provider.token({ scope }))
    const own = bearer(await tenant.token({ scope }))
    const get = (headers: Record<string, string>): Promise<Response> => fetch(url, { headers })
    expect(await (await get(main)).text()).toBe(provider.issuer)
    expect(await (await get({ ...own, ...theirs })).text()).toBe(tenant.issuer)
    expect((await get({ ...main, ...theirs })).status).toBe(401)
    expect((await get(own)).status).toBe(401)
    expect((await get(bearer(await provider.token()))).status).toBe(403)
  })
})

describe('a guard that was extended', () => {
  const headers: Record<string, string> = {}

  @Injectable()
  class GraphqlGuard extends AuthGuard {
    protected override getRequest(context: ExecutionContext): HttpRequest {
      return context.getArgByIndex<{ carrier: HttpRequest }>(2).carrier
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
    const context = contextOf('graphql', Resolver.prototype.closed, argumentsWith(good))
    expect(await guard.canActivate(context)).toBe(true)
  })

  it('puts the challenge where it was told', async () => {
    const context = contextOf('graphql', Resolver.prototype.closed, argumentsWith(request))
    await expect(guard.canActivate(context)).rejects.toThrow('access token')
    expect(headers['WWW-Authenticate']).toMatch(/^Bearer realm="https:..rs.example", DPoP realm=/)
  })
})
