import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { EventEmitter, once } from 'node:events'
import { connect } from 'node:net'
import { createVerifier, type UsageMessage } from '@countersign/core'
import { createTestCertificate, rawRequest } from '@countersign/testing'
import type Express from 'express'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { authenticate, requireScopes } from '../src/index.js'
import { listen, serve } from './listen.js'
import { startProvider } from './provider.js'
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

type Headers = readonly (readonly [string, string])[]

const authorization = (token: string): readonly [string, string] => [
  'Authorization',
  `Bearer ${token}`,
]

async function use(url: string, headers: Headers): Promise<UsageMessage> {
  await rawRequest(`${url}/orders`, { headers })
  await expect.poll(() => messages).not.toEqual([])
  return messages[0] as UsageMessage
}

const recover: Express.ErrorRequestHandler = (_error, _req, _res, next) => next()
const hide: Express.ErrorRequestHandler = (_error, _req, res, _next) =>
  void res.status(404).json('nothing here')

describe.each(versions)('usage on $name', ({ express }) => {
  function application(): Express.Express {
    const app = express()
    app.use(authenticate(verifier))
    app.get('/orders', (_req, res) => void res.json('in'))
    return app
  }

  it('names the TLS of the connection, where it ends here', async () => {
    const { url, close } = await listen(application(), { key, cert })
    onTestFinished(close)
    const message = await use(url, [authorization(await provider.token())])
    expect(message.tls).toEqual({
      protocol: 'TLSv1.3',
      cipher: expect.stringMatching(/^TLS_\w+_SHA(256|384)$/),
    })
  })

  it('has the address of the client by the word of a trusted proxy, and of no other', async () => {
    const token = await provider.token()
    const headers: Headers = [authorization(token), ['X-Forwarded-For', '203.0.113.7']]
    expect(await use(await serve(application()), headers)).toMatchObject({
      remoteAddress: '127.0.0.1',
    })
    messages.length = 0
    const app = application()
    app.set('trust proxy', 1)
    expect(await use(await serve(app), headers)).toMatchObject({ remoteAddress: '203.0.113.7' })
  })

  it('has the beginning of a long user agent', async () => {
    const agent: readonly [string, string] = ['User-Agent', 'a'.repeat(2_000)]
    const message = await use(await serve(application()), [authorization('x'), agent])
    expect(message.userAgent).toBe('a'.repeat(512))
  })

  it('holds the bearer of a verified token to its refusal, and nobody to any other', async () => {
    const url = await serve(application())
    const expired = await provider.token({ exp: 1, approval_id: 'a1' })
    expect(await use(url, [authorization(expired)])).toMatchObject({
      decision: 'refused',
      reason: 'token_expired',
      subject: 'u1',
      approvalId: 'a1',
      kind: 'jwt',
      binding: 'none',
      remoteAddress: '127.0.0.1',
    })
    messages.length = 0
    const forged = `${expired.slice(0, -86)}${'A'.repeat(86)}`
    expect(await use(url, [authorization(forged)])).toMatchObject({
      reason: 'invalid_signature',
      issuer: undefined,
      subject: undefined,
      remoteAddress: '127.0.0.1',
    })
  })

  it('says that a bad token was refused where none was needed', async () => {
    const app = express()
    app.use(authenticate(verifier, { optional: true }))
    app.get('/orders', (_req, res) => void res.json('in'))
    const url = await serve(app)
    expect(await use(url, [])).toMatchObject({ decision: 'anonymous', status: 200 })
    messages.length = 0
    const expired = await provider.token({ exp: 1 })
    expect(await use(url, [authorization(expired)])).toMatchObject({
      decision: 'refused',
      status: 401,
      subject: 'u1',
    })
  })

  it('says what became of a request that two verifiers have looked at', async () => {
    const other = createVerifier({ issuer: provider.issuer, audience: 'https://other.example' })
    const app = express()
    app.use(authenticate(other), recover, authenticate(verifier))
    app.get('/orders', (_req, res) => void res.json('in'))
    const url = await serve(app)
    const token = await provider.token()
    expect(await use(url, [authorization(token)])).toMatchObject({
      decision: 'accepted',
      reason: undefined,
      status: 200,
      subject: 'u1',
    })
    other.close()
  })

  it('says that one was refused, whatever an error handler has answered', async () => {
    const app = express()
    app.use(authenticate(verifier))
    app.get('/orders', requireScopes('admin'))
    app.use(hide)
    const token = await provider.token()
    expect(await use(await serve(app), [authorization(token)])).toMatchObject({
      decision: 'refused',
      reason: 'insufficient_scope',
      status: 404,
      subject: 'u1',
    })
  })

  it('says of a client that has left before the answer that it was sent none', async () => {
    const app = express()
    const came = new EventEmitter()
    app.use(authenticate(verifier))
    app.get('/orders', () => void came.emit('in'))
    const { port } = new URL(await serve(app))
    const socket = connect(Number(port), '127.0.0.1')
    await once(socket, 'connect')
    const [name, value] = authorization(await provider.token())
    socket.write(`GET /orders HTTP/1.1\r\nHost: rs.example\r\n${name}: ${value}\r\n\r\n`)
    await once(came, 'in')
    socket.destroy()
    await expect.poll(() => messages).toHaveLength(1)
    expect(messages).toMatchObject([
      {
        decision: 'accepted',
        status: 499,
        route: '/orders',
        subject: 'u1',
        remoteAddress: '127.0.0.1',
      },
    ])
  })
})
