import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { UsageMessage } from '@countersign/core'
import { Controller, Get, Module } from '@nestjs/common'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AuthModule, RequireScopes } from '../src/index.js'
import { platforms, serve } from './platforms.js'
import { bearer, startProvider } from './provider.js'

const { provider, verifier } = await startProvider()

const messages: UsageMessage[] = []
const listener = (message: unknown): void => void messages.push(message as UsageMessage)

beforeEach(() => {
  messages.length = 0
  subscribe('countersign:usage', listener)
})
afterEach(() => unsubscribe('countersign:usage', listener))

@Controller('orders')
class Orders {
  @Get(':id')
  one(): string {
    return 'in'
  }
  @RequireScopes('admin')
  @Get(':id/history')
  history(): string {
    return 'in'
  }
}

@Module({ imports: [AuthModule.forRoot({ verifier, global: true })], controllers: [Orders] })
class TestModule {}

describe.each(platforms)('usage on $name', ({ create }) => {
  async function use(path: string, token?: string): Promise<UsageMessage> {
    const app = await create(TestModule)
    app.setGlobalPrefix('api')
    const headers = token === undefined ? {} : bearer(token)
    await (await fetch((await serve(app)) + path, { headers })).text()
    await expect.poll(() => messages).toHaveLength(1)
    return messages[0] as UsageMessage
  }

  it('names the template of the route, the global prefix included', async () => {
    expect(
      await use(
        '/api/orders/7?q=secret',
        await provider.token({ jti: 'j1', grant_id: 'g1', approval_id: 'a1' }),
      ),
    ).toEqual({
      decision: 'accepted',
      reason: undefined,
      method: 'GET',
      route: '/api/orders/:id',
      status: 200,
      issuer: provider.issuer,
      subject: 'u1',
      clientId: 'c1',
      tokenId: 'j1',
      grantId: 'g1',
      approvalId: 'a1',
      scheme: 'Bearer',
      kind: 'jwt',
      binding: 'none',
      duration: expect.any(Number),
      remoteAddress: '127.0.0.1',
      userAgent: 'node',
      tls: undefined,
    })
  })

  it('says of a policy that refused both who it was and why', async () => {
    expect(await use('/api/orders/7/history', await provider.token())).toMatchObject({
      decision: 'refused',
      reason: 'insufficient_scope',
      route: '/api/orders/:id/history',
      status: 403,
      subject: 'u1',
    })
  })

  it('says of a request without credentials that it was refused', async () => {
    expect(await use('/api/orders/7')).toMatchObject({
      decision: 'refused',
      reason: 'missing_credentials',
      route: '/api/orders/:id',
      status: 401,
      subject: undefined,
    })
  })
})
