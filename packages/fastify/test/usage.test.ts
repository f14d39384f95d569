import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { EventEmitter, once } from 'node:events'
import { connect } from 'node:net'
import { Readable } from 'node:stream'
import type { UsageMessage } from '@countersign/core'
import type { FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { authenticate, requireScopes } from '../src/index.js'
import { application, serve } from './listen.js'
import { bearer, startProvider } from './provider.js'

const { provider, verifier } = await startProvider()

const messages: UsageMessage[] = []
const listener = (message: unknown): void => void messages.push(message as UsageMessage)

beforeEach(() => {
  messages.length = 0
  subscribe('countersign:usage', listener)
})
afterEach(() => unsubscribe('countersign:usage', listener))

function protectedApplication(): FastifyInstance {
  const app = application()
  app.addHook('onRequest', authenticate(verifier))
  return app
}

async function use(
  app: FastifyInstance,
  path: string,
  headers: Record<string, string> = {},
): Promise<UsageMessage> {
  await (await fetch((await serve(app)) + path, { headers })).text()
  await expect.poll(() => messages).toHaveLength(1)
  return messages[0] as UsageMessage
}

describe('usage', () => {
  it('names the template of the route, its prefix included', async () => {
    const app = protectedApplication()
    await app.register(async (api) => void api.get('/orders/:id', async () => 'in'), {
      prefix: '/api',
    })
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

  it('says of a policy that refused both who it was and why', async () => {
    const app = protectedApplication()
    app.get('/orders/:id', { preHandler: requireScopes('admin') }, async () => 'in')
    expect(await use(app, '/orders/7', bearer(await provider.token()))).toMatchObject({
      decision: 'refused',
      reason: 'insufficient_scope',
      route: '/orders/:id',
      status: 403,
      subject: 'u1',
    })
  })

  it('has no route where none matched', async () => {
    expect(await use(protectedApplication(), '/secret/path')).toMatchObject({
      decision: 'refused',
      reason: 'missing_credentials',
      route: undefined,
      status: 401,
      subject: undefined,
    })
  })

  it('keeps the route of a handler that finds nothing, or fails', async () => {
    const app = protectedApplication()
    app.get('/files/*', async (_request, reply) => reply.callNotFound())
    app.get('/broken', async () => {
      throw new Error('broken')
    })
    const url = await serve(app)
    const headers = bearer(await provider.token())
    await (await fetch(`${url}/files/s3cret`, { headers })).text()
    await (await fetch(`${url}/broken`, { headers })).text()
    await expect.poll(() => messages).toHaveLength(2)
    expect(messages).toMatchObject([
      { decision: 'accepted', route: '/files/*', status: 404 },
      { decision: 'accepted', route: '/broken', status: 500 },
    ])
  })

  it('comes when a streamed or hijacked answer has ended, and not before', async () => {
    const app = protectedApplication()
    const streams = new EventEmitter()
    app.get('/stream', async (_request, reply) => {
      const stream = new Readable({ read: () => undefined })
      stream.push('first')
      streams.once('end', () => stream.push(null))
      return reply.send(stream)
    })
    app.get('/hijacked', (_request, reply) => {
      reply.hijack()
      reply.raw.writeHead(202).write('first')
      streams.once('end', () => reply.raw.end())
    })
    const url = await serve(app)
    const headers = bearer(await provider.token())
    for (const [path, status] of [
      ['/stream', 200],
      ['/hijacked', 202],
    ] as const) {
      messages.length = 0
      const answer = await fetch(url + path, { headers })
      const reader = answer.body?.getReader()
      await reader?.read()
      expect(messages).toEqual([])
      streams.emit('end')
      await reader?.read()
      await expect.poll(() => messages).toMatchObject([{ decision: 'accepted', status }])
    }
  })

  it('says of a client that left before an answer that it was sent none', async () => {
    const app = protectedApplication()
    const came = new EventEmitter()
    app.get('/', async () => {
      came.emit('in')
      return new Promise(() => undefined)
    })
    const { port } = new URL(await serve(app))
    const socket = connect(Number(port), '127.0.0.1')
    const token = await provider.token()
    socket.write(`GET / HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n\r\n`)
    await once(came, 'in')
    socket.destroy()
    await expect.poll(() => messages).toMatchObject([{ decision: 'accepted', status: 499 }])
  })

  it('is published of injected requests, too', async () => {
    const app = protectedApplication()
    app.get('/orders/:id', async () => 'in')
    await app.inject({ path: '/orders/7', headers: bearer(await provider.token()) })
    await expect.poll(() => messages).toMatchObject([{ status: 200, route: '/orders/:id' }])
  })
})
