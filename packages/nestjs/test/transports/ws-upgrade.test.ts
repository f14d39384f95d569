import { createProofKey, proof } from '@countersign/testing'
import { ConfigError } from '@countersign/core'
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets'
import { describe, expect, it } from 'vitest'
import { AuthModule, type WebSocketOptions } from '../../src/index.js'
import { bearer, startProvider } from '../provider.js'
import { serveGateways } from './gateway-app.js'
import { type ConnectOptions, NotConnected, type Said, sockets } from './sockets.js'
import { platforms } from '../platforms.js'
import { Module } from '@nestjs/common'

const { provider, verifier } = await startProvider({
  publicUrl: 'http://127.0.0.1',
  sources: { cookie: 'token' },
})

@WebSocketGateway()
class Chat {
  @SubscribeMessage('who')
  who(): Said {
    return { event: 'reply', data: 'in' }
  }
}

@WebSocketGateway({ namespace: 'other' })
class Other extends Chat {}

const [ws, socketIo] = sockets
if (!ws || !socketIo) throw new Error('there are two')

describe.each(sockets)('the handshake of $name', (kind) => {
  const serve = (webSocket?: WebSocketOptions): Promise<string> =>
    serveGateways(kind, verifier, [Chat], webSocket)

  async function codeOf(url: string, options: ConnectOptions): Promise<unknown> {
    const outcome: unknown = await kind.connect(url, options).catch((error: unknown) => error)
    if (!(outcome instanceof NotConnected)) return 'connected'
    return outcome.code ?? outcome.status
  }

  it('takes a token that is bound to a key with a proof for this very request', async () => {
    const url = await serve()
    const key = await createProofKey()
    const token = await provider.token({ cnf: { jkt: key.thumbprint } })
    const made = (target: string, method = 'GET'): Record<string, string> => ({
      Authorization: `DPoP ${token}`,
      DPoP: proof(key, { url: target, token, method }),
    })
    const target = `http://127.0.0.1${kind.path}`
    const headers = made(target)
    const client = await kind.connect(url, { headers })
    // Each message is checked without another proof.
    for (let message = 0; message < 3; message++) {
      expect(await client.ask('who')).toMatchObject({ data: 'in' })
    }
    expect(await codeOf(url, { headers })).toBe('invalid_dpop_proof')
    expect(await codeOf(url, { headers: made(`${target}x`) })).toBe('invalid_dpop_proof')
    expect(await codeOf(url, { headers: made(target, 'POST') })).toBe('invalid_dpop_proof')
    expect(await codeOf(url, { headers: bearer(token) })).toBe('invalid_token')
  })

  it('takes no cookie that requests may come with, unless told to', async () => {
    const headers = { Cookie: `token=${await provider.token()}` }
    expect(await codeOf(await serve(), { headers })).toBe(401)
    expect(await codeOf(await serve({ sources: { cookie: true } }), { headers })).toBe('connected')
  })

  it('believes a proxy where it is told to, and that one only', async () => {
    const url = await serve({ trustProxy: true })
    const headers = bearer(await provider.token())
    expect(await codeOf(url, { headers })).toBe('invalid_request')
    const forwarded = (proto: string): ConnectOptions => ({
      headers: { ...headers, 'X-Forwarded-Proto': proto },
    })
    expect(await codeOf(url, forwarded('https'))).toBe('connected')
    expect(await codeOf(url, forwarded('http'))).toBe('invalid_request')
    expect(await codeOf(url, forwarded('https, http'))).toBe('invalid_request')
  })
})

const serveBoth = (): Promise<string> =>
  serveGateways(socketIo, verifier, [Chat, Other], { sources: { auth: true } })

describe('socket.io', () => {
  it('takes the token of its own handshake where it is told to', async () => {
    const url = await serveBoth()
    const client = await socketIo.connect(url, { auth: { token: await provider.token() } })
    expect(await client.ask('who')).toMatchObject({ data: 'in' })
    const connect = (auth: Record<string, unknown>, headers = {}): Promise<unknown> =>
      socketIo.connect(url, { auth, headers })
    const token = await provider.token()
    await expect(connect({})).rejects.toBeInstanceOf(NotConnected)
    await expect(connect({ token: 'x.y.z' })).rejects.toBeInstanceOf(NotConnected)
    await expect(connect({ token: [token] })).rejects.toBeInstanceOf(NotConnected)
    await expect(connect({ token: null })).rejects.toBeInstanceOf(NotConnected)
    await expect(connect({ token }, bearer(token))).rejects.toMatchObject({
      code: 'invalid_request',
    })
  })

  it('lets a proof count for the namespaces of one connection, and asks each for its own', async () => {
    const url = await serveBoth()
    const key = await createProofKey()
    const token = await provider.token({ cnf: { jkt: key.thumbprint } })
    const proven = proof(key, { url: 'http://127.0.0.1/socket.io/', token })
    const headers = { Authorization: `DPoP ${token}`, DPoP: proven }
    const { Manager } = await import('socket.io-client')
    const manager = new Manager(url, { extraHeaders: headers, transports: ['websocket'] })
    const both = ['/', '/other'].map((namespace) => manager.socket(namespace))
    await Promise.all(
      both.map(
        (socket) =>
          new Promise<void>((resolve, reject) => {
            socket.once('connect', resolve)
            socket.once('connect_error', reject)
          }),
      ),
    )
    for (const socket of both) socket.disconnect()
    await expect(socketIo.connect(url, { namespace: '/other' })).rejects.toThrow(NotConnected)
  })
})

describe('plain WebSockets', () => {
  it('take the token out of the subprotocols where they are told to', async () => {
    const url = await serveGateways(ws, verifier, [Chat], { sources: { subprotocol: true } })
    const token = await provider.token()
    const connect = (...protocols: string[]): Promise<unknown> => ws.connect(url, { protocols })
    await expect(connect('bearer', token)).resolves.toMatchObject({})
    await expect(connect('bearer')).rejects.toMatchObject({ status: 400 })
    await expect(connect(token, 'bearer')).rejects.toMatchObject({ status: 400 })
    await expect(connect('bearer', token, 'chat')).rejects.toMatchObject({ status: 400 })
    await expect(connect('bearer', 'x.y.z')).rejects.toMatchObject({ status: 401 })
    await expect(connect('chat')).rejects.toMatchObject({ status: 401 })
    const both = ws.connect(url, { protocols: ['bearer', token], headers: bearer(token) })
    await expect(both).rejects.toMatchObject({ status: 400 })
  })
})

describe('the options of connections', () => {
  it.each([
    [{ sources: { query: true } }, 'webSocket.sources.query'],
    [{ sources: { auth: 'yes' } }, 'webSocket.sources.auth'],
    [{ sources: null }, 'webSocket.sources'],
    [{ trustProxy: 1 }, 'webSocket.trustProxy'],
    [{ recheck: 0 }, 'webSocket.recheck'],
    [{ recheck: 1.5 }, 'webSocket.recheck'],
    [{ recheck: 86_401 }, 'webSocket.recheck'],
    [{ rechek: 60 }, 'webSocket.rechek'],
    [null, 'webSocket'],
  ])('are %j refused at start', async (webSocket, option) => {
    @Module({ imports: [AuthModule.forRoot({ verifier, webSocket: webSocket as never })] })
    class TestModule {}
    const failed: unknown = await platforms[0]?.create(TestModule).catch((error: unknown) => error)
    expect(failed).toBeInstanceOf(ConfigError)
    expect((failed as ConfigError).option).toBe(option)
  })
})
