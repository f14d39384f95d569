import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { UsageMessage } from '@countersign/core'
import { Router } from '@koa/router'
import type Koa from 'koa'
import mount from 'koa-mount'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { authenticate, requireScopes } from '../src/index.js'
import { serve } from './listen.js'
import { bearer, startProvider } from './provider.js'
import { versions } from './versions.js'

const { provider, verifier } = await startProvider()

const messages: UsageMessage[] = []
const listener = (message: unknown): void => void messages.push(message as UsageMessage)

beforeEach(() => {
  messages.length = 0
  subscribe('countersign:usage', listener)
})
afterEach(() => unsubscribe('countersign:usage', listener))

async function use(app: Koa, path: string, headers = {}): Promise<UsageMessage> {
  await (await fetch((await serve(app)) + path, { headers })).text()
  await expect.poll(() => messages).toHaveLength(1)
  return messages[0] as UsageMessage
}

describe.each(versions)('usage on $name', ({ Koa }) => {
  it('names the template of the route, prefix and mount included', async () => {
    const router = new Router({ prefix: '/v1' })
    router.get('/orders/:id', (ctx) => {
      ctx.body = 'in'
    })
    const app = new Koa()
    app.use(authenticate(verifier)).use(mount('/api', router.routes()))
    const token = await provider.token({ jti: 'j1', grant_id: 'g1', approval_id: 'a1' })
    expect(await use(app, '/api/v1/orders/7?q=secret', bearer(token))).toEqual({
      decision: 'accepted',
      reason: undefined,
      method: 'GET',
      route: '/api/v1/orders/:id',
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
    const router = new Router()
    router.get('/orders/:id', requireScopes('admin'))
    const app = new Koa()
    app.use(authenticate(verifier)).use(router.routes())
    expect(await use(app, '/orders/7', bearer(await provider.token()))).toMatchObject({
      decision: 'refused',
      reason: 'insufficient_scope',
      route: '/orders/:id',
      status: 403,
      subject: 'u1',
    })
  })

  it('has no route where none matched', async () => {
    const app = new Koa()
    app.use(authenticate(verifier))
    expect(await use(app, '/secret/path')).toMatchObject({
      decision: 'refused',
      reason: 'missing_credentials',
      route: undefined,
      status: 401,
      subject: undefined,
    })
  })
})
