import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { EventEmitter, once } from 'node:events'
import { type ClientHttp2Session, connect as connectHttp2, createSecureServer } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { UsageMessage } from '@countersign/core'
import { createTestCertificate, rawRequest } from '@countersign/testing'
import { Router } from '@koa/router'
import type Koa from 'koa'
import type { Middleware } from 'koa'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { authenticate, requireScopes } from '../src/index.js'
import { listen, serve } from './listen.js'
import { bearer, startProvider } from './provider.js'
import { versions } from './versions.js'

const { provider, verifier } = await startProvider()
const { certificate: cert, privateKey: key } = await createTestCertificate()

const messages: UsageMessage[] = []
const listener = (message: unknown): void => void messages.push(message as UsageMessage)

beforeEach(() => {
  messages.length = 0
  subscribe('countersign:usage', listener)
})
afterEach(() => unsubscribe('countersign:usage', listener))

async function use(
  url: string,
  headers: Readonly<Record<string, string>>,
  path = '/orders/7',
): Promise<UsageMessage> {
  await rawRequest(url + path, { headers: Object.entries(headers) })
  await expect.poll(() => messages).not.toEqual([])
  return messages[0] as UsageMessage
}

const ok: Middleware = (ctx) => {
  ctx.body = 'in'
}

const TLS = { protocol: 'TLSv1.3', cipher: expect.stringMatching(/^TLS_\w+_SHA(256|384)$/) }

/** A client of an application, and its requests with a token. */
async function connected(
  app: Koa,
): Promise<(token: string) => ReturnType<ClientHttp2Session['request']>> {
  const handle = app.callback()
  const server = createSecureServer(
    { key, cert },
    (req, res) => void handle(req as never, res as never),
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const client = connectHttp2(`https://127.0.0.1:${port}`, { rejectUnauthorized: false })
  onTestFinished(() => {
    client.destroy()
    server.close()
  })
  return (token) =>
    client.request({
      ':path': '/orders/7?q=secret',
      authorization: `Bearer ${token}`,
      'user-agent': 'tester/2',
    })
}

describe.each(versions)('usage on $name', ({ Koa }) => {
  function application(options?: { proxy: boolean }): Koa {
    const app = new Koa(options)
    app.silent = true
    const router = new Router()
    router.get('/orders/:id', ok)
    app.use(authenticate(verifier)).use(router.routes())
    return app
  }

  it('names the TLS of the connection, where it ends here', async () => {
    const { url, close } = await listen(application(), { key, cert })
    onTestFinished(close)
    const message = await use(url, bearer(await provider.token()))
    expect(message).toMatchObject({ tls: TLS, remoteAddress: '127.0.0.1' })
  })

  describe('on HTTP/2', () => {
    const sender = { method: 'GET', remoteAddress: '127.0.0.1', userAgent: 'tester/2', tls: TLS }

    it('says the same, once for each request of a connection', async () => {
      const request = await connected(application())
      await text(request(await provider.token()))
      await text(request(await provider.token({ exp: 1 })))
      await expect.poll(() => messages).toHaveLength(2)
      expect(messages).toMatchObject([
        { ...sender, decision: 'accepted', status: 200, subject: 'u1', route: '/orders/:id' },
        { ...sender, decision: 'refused', status: 401, subject: 'u1', route: undefined },
      ])
      expect(messages[1]?.tls).toBe(messages[0]?.tls)
    })

    it('says of a request that was called off that it was sent no answer', async () => {
      const app = new Koa()
      const came = new EventEmitter()
      app.use(authenticate(verifier)).use(() => {
        came.emit('in')
        return new Promise(() => undefined)
      })
      const request = await connected(app)
      const stream = request(await provider.token())
      await once(came, 'in')
      stream.close()
      await expect.poll(() => messages).toHaveLength(1)
      expect(messages).toMatchObject([{ ...sender, decision: 'accepted', status: 499 }])
    })
  })

  it('has the address of the client by the word of a trusted proxy, and of no other', async () => {
    const headers = { ...bearer(await provider.token()), 'X-Forwarded-For': '203.0.113.7' }
    const near = await use(await serve(application()), headers)
    expect(near.remoteAddress).toBe('127.0.0.1')
    messages.length = 0
    const far = await use(await serve(application({ proxy: true })), headers)
    expect(far.remoteAddress).toBe('203.0.113.7')
  })

  it('holds the bearer of a verified token to its refusal', async () => {
    const expired = bearer(await provider.token({ exp: 1, approval_id: 'a1' }))
    expect(await use(await serve(application()), expired)).toMatchObject({
      decision: 'refused',
      reason: 'token_expired',
      subject: 'u1',
      approvalId: 'a1',
      binding: 'none',
    })
  })

  it('names the route that middleware of a router has refused, with its mounts', async () => {
    const app = new Koa()
    app.silent = true
    const [outer, inner] = [new Router({ prefix: '/api' }), new Router()]
    inner.use(requireScopes('admin'))
    inner.get('/orders/:id', () => undefined)
    outer.use('/t/:tenant', inner.routes())
    app.use(authenticate(verifier)).use(outer.routes())
    const token = bearer(await provider.token())
    const message = await use(await serve(app), token, '/api/t/s3cret/orders/s3cret')
    expect(message).toMatchObject({
      reason: 'insufficient_scope',
      route: '/api/t/:tenant/orders/:id',
    })
    expect(JSON.stringify(message)).not.toContain('s3cret')
  })

  it('has the text of a wildcard or an expression as its route, and never what it took', async () => {
    const app = new Koa()
    const router = new Router()
    router.get('/files/{*path}', ok)
    router.get(/^\/keys\/(\w+)$/, ok)
    app.use(authenticate(verifier)).use(router.routes())
    const url = await serve(app)
    const token = bearer(await provider.token())
    for (const path of ['/files/s3cret/s3cret', '/keys/s3cret', '/s3cret']) {
      await rawRequest(url + path, { headers: Object.entries(token) })
    }
    await expect.poll(() => messages).toHaveLength(3)
    expect(messages.map(({ route }) => route)).toEqual([
      '/files/{*path}',
      String.raw`/^\/keys\/(\w+)$/`,
      undefined,
    ])
  })
})
