import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { connect } from 'node:http2'
import { text } from 'node:stream/consumers'
import { createVerifier, type UsageMessage } from '@countersign/core'
import { createTestCertificate, rawRequest } from '@countersign/testing'
import Fastify from 'fastify'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { authenticate } from '../src/index.js'
import { application, serve } from './listen.js'
import { bearer, startProvider } from './provider.js'

const { provider, verifier } = await startProvider()
const { certificate: cert, privateKey: key } = await createTestCertificate()

const messages: UsageMessage[] = []
const listener = (message: unknown): void => void messages.push(message as UsageMessage)

beforeEach(() => {
  messages.length = 0
  subscribe('countersign:usage', listener)
})
afterEach(() => unsubscribe('countersign:usage', listener))

const TLS = { protocol: 'TLSv1.3', cipher: expect.stringMatching(/^TLS_\w+_SHA(256|384)$/) }

describe('usage', () => {
  it('names the TLS of the connection, where it ends here', async () => {
    const app = application({}, { key, cert })
    app.addHook('onRequest', authenticate(verifier))
    const headers = Object.entries(bearer(await provider.token()))
    await rawRequest(await serve(app), { headers })
    await expect.poll(() => messages).toMatchObject([{ tls: TLS, remoteAddress: '127.0.0.1' }])
  })

  it('has the address of the client by the word of a trusted proxy, and of no other', async () => {
    const headers = { ...bearer(await provider.token()), 'X-Forwarded-For': '203.0.113.7' }
    for (const trustProxy of [false, true]) {
      const app = application({ trustProxy })
      app.addHook('onRequest', authenticate(verifier))
      await fetch(await serve(app), { headers })
    }
    await expect.poll(() => messages).toHaveLength(2)
    expect(messages.map(({ remoteAddress }) => remoteAddress)).toEqual(['127.0.0.1', '203.0.113.7'])
  })
})

describe('on HTTP/2', () => {
  const sender = { method: 'GET', remoteAddress: '127.0.0.1', userAgent: 'tester/2', tls: TLS }

  it('authenticates each request of a connection, and holds what an answer has to carry', async () => {
    const options = { issuer: provider.issuer, audience: 'https://rs.example' }
    const queries = createVerifier({ ...options, sources: { query: true } })
    const app = Fastify({ http2: true, https: { key, cert } })
    app.addHook('onRequest', authenticate(queries))
    app.get('/orders/:id', async (_request, reply) => {
      reply.header('Cache-Control', 'public')
      return 'in'
    })
    const client = connect(await app.listen({ port: 0, host: '127.0.0.1' }), {
      rejectUnauthorized: false,
    })
    onTestFinished(async () => {
      client.destroy()
      await app.close()
    })
    const call = async (path: string, headers = {}): Promise<Record<string, unknown>> => {
      const stream = client.request({ ':path': path, 'user-agent': 'tester/2', ...headers })
      const answered = new Promise<Record<string, unknown>>((resolve) =>
        stream.once('response', resolve),
      )
      await text(stream)
      return answered
    }
    const ok = await call(`/orders/7?access_token=${await provider.token()}`)
    expect(ok).toMatchObject({ ':status': 200, 'cache-control': 'private' })
    const authorization = `Bearer ${await provider.token({ exp: 1 })}`
    const refused = await call('/none', { authorization, origin: 'https://app.example' })
    expect(refused).toMatchObject({
      ':status': 401,
      'www-authenticate': expect.stringContaining('invalid_token'),
      'access-control-expose-headers': 'WWW-Authenticate',
    })
    await expect.poll(() => messages).toHaveLength(2)
    expect(messages).toMatchObject([
      { ...sender, decision: 'accepted', status: 200, subject: 'u1', route: '/orders/:id' },
      { ...sender, decision: 'refused', status: 401, subject: 'u1', route: undefined },
    ])
  })
})
