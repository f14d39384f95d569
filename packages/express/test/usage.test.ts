import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { UsageMessage } from '@countersign/core'
import type Express from 'express'
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

async function use(app: Express.Express, path: string, headers = {}): Promise<UsageMessage> {
  await (await fetch((await serve(app)) + path, { headers })).text()
  await expect.poll(() => messages).toHaveLength(1)
  return messages[0] as UsageMessage
}

describe.each(versions)('usage on $name', ({ express }) => {
  it('names the template of the route, below its mount', async () => {
    const router = express.Router()
    router.get('/orders/:id', (_req, res) => void res.json('in'))
    const app = express()
    app.use(authenticate(verifier))
    app.use('/api', router)
    const token = await provider.token({ jti: 'j1', grant_id: 'g1', approval_id: 'a1' })
    expect(await use(app, '/api/orders/7?q=secret', bearer(token))).toEqual({
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

  it('puts names in the place of what the client sent for parameters of a mount', async () => {
    const router = express.Router({ mergeParams: true })
    router.get('/orders', (_req, res) => void res.json('in'))
    const app = express()
    app.use(authenticate(verifier))
    app.use('/t/:tenant', router)
    const message = await use(app, '/t/acme%20inc/orders', bearer(await provider.token()))
    expect(message.route).toBe('/t/:tenant/orders')
  })

  it('says of a policy that refused both who it was and why', async () => {
    const router = express.Router()
    router.get('/orders/:id', requireScopes('admin'))
    const app = express()
    app.use(authenticate(verifier))
    app.use('/api', router)
    expect(await use(app, '/api/orders/7', bearer(await provider.token()))).toMatchObject({
      decision: 'refused',
      reason: 'insufficient_scope',
      route: '/api/orders/:id',
      status: 403,
      subject: 'u1',
    })
  })

  it('keeps the mount of a handler that fails behind a policy', async () => {
    const router = express.Router()
    router.get('/orders/:id', requireScopes('read'), () => {
      throw new Error('broken')
    })
    const app = express()
    app.use(authenticate(verifier))
    app.use('/api', router)
    expect(await use(app, '/api/orders/7', bearer(await provider.token()))).toMatchObject({
      decision: 'accepted',
      route: '/api/orders/:id',
      status: 500,
    })
  })

  it('has no route where none matched', async () => {
    const app = express()
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
