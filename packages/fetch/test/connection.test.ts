import { createVerifier } from '@countersign/core'
import { rawRequest } from '@countersign/testing'
import { getRequestListener } from '@hono/node-server'
import { describe, expect, it } from 'vitest'
import {
  authenticate,
  type Connection,
  type NodePlatform,
  type Platform,
  withAuth,
} from '../src/index.js'
import { bridge } from './bridge.js'
import { serve } from './listen.js'
import { bearer, startProvider } from './provider.js'

const { provider, verifier } = await startProvider()

async function status(url: string, given?: Connection | Platform, headers = {}): Promise<number> {
  const sent = { ...bearer(await provider.token()), ...headers }
  return authenticate(verifier)(new Request(url, { headers: sent }), given).then(
    () => 200,
    (error: unknown) => (error as { status: number }).status,
  )
}

const bun = (address: string): Platform => ({ requestIP: () => ({ address }) })
const deno = (hostname: string): Platform => ({ remoteAddr: { transport: 'tcp', hostname } })
const node = (remoteAddress: string, encrypted?: true): Platform => ({
  incoming: { socket: { remoteAddress, encrypted } },
})

describe('a connection', () => {
  it('is TLS if the URL says so, and loopback only if somebody tells the address', async () => {
    expect(await status('https://rs.example/')).toBe(200)
    for (const host of ['rs.example', 'localhost', '127.0.0.1', '[::1]']) {
      expect(await status(`http://${host}/`, undefined, { Host: 'localhost' })).toBe(400)
    }
    const spoofed = { 'X-Forwarded-Proto': 'https', 'X-Forwarded-For': '127.0.0.1' }
    expect(await status('http://rs.example/', undefined, spoofed)).toBe(400)
    expect(await status('http://rs.example/', { remoteAddress: '127.0.0.1' })).toBe(200)
    expect(await status('http://rs.example/', { secure: true })).toBe(200)
    expect(await status('https://rs.example/', { secure: false })).toBe(400)
  })

  it.each<[string, (address: string) => Platform]>([
    ['Bun', bun],
    ['Deno', deno],
    ['Node', (address) => node(address)],
    [
      'Hono, which may put it deeper',
      (address) => ({ server: bun(address) }) as unknown as Platform,
    ],
  ])('has the address that %s tells', async (_, platform) => {
    expect(await status('http://localhost/', platform('127.0.0.1'))).toBe(200)
    expect(await status('http://localhost/', platform('203.0.113.7'))).toBe(400)
  })

  it('is on Node what the socket is, whatever scheme the client has written', async () => {
    expect(await status('https://rs.example/', node('203.0.113.7'))).toBe(400)
    expect(await status('http://rs.example/', node('203.0.113.7', true))).toBe(200)
  })

  it('knows nothing of platforms that it does not know', async () => {
    const strange = [{}, null, 7, { params: {} }, { requestIP: '127.0.0.1' }, { incoming: {} }]
    for (const platform of strange) {
      const handler = withAuth(verifier, (_request, _platform: unknown) => new Response('in'))
      const headers = bearer(await provider.token())
      const answer = await handler(new Request('http://localhost/', { headers }), platform)
      expect(answer.status).toBe(400)
    }
    // Who wraps a handler may be called with anything beside the request.
    const handler = withAuth(verifier, (_request, _body: unknown) => new Response('in'))
    const request = new Request('http://localhost/', { headers: bearer(await provider.token()) })
    expect((await handler(request, { secure: true })).status).toBe(400)
    expect(await status('http://localhost/', { requestIP: () => null })).toBe(400)
    expect(await status('http://localhost/', { remoteAddr: { path: '/run/x' } })).toBe(400)
  })

  it('is what the application says, in the first place', async () => {
    const calls: unknown[] = []
    const handler = withAuth(verifier, (_request, _platform: unknown) => new Response('in'), {
      connection: (request, platform) => {
        calls.push(platform)
        return { secure: request.headers.get('x-scheme') === 'https', remoteAddress: undefined }
      },
    })
    const platform = node('203.0.113.7')
    for (const [scheme, expected] of [
      ['https', 200],
      ['http', 400],
    ] as const) {
      const headers = { ...bearer(await provider.token()), 'X-Scheme': scheme }
      const answer = await handler(new Request('http://rs.example/', { headers }), platform)
      expect(answer.status).toBe(expected)
    }
    expect(calls).toEqual([platform, platform])
  })

  it('has the origin and the target of the client, where something has changed them', async () => {
    const seen: string[] = []
    const watching = {
      ...verifier,
      verifyRequest: (request: Parameters<typeof verifier.verifyRequest>[0]) => {
        seen.push(`${request.origin} ${request.url}`)
        return verifier.verifyRequest(request)
      },
    }
    const headers = bearer(await provider.token())
    const request = new Request('https://inner.example/a/../orders?a=1', { headers })
    const { incoming } = node('127.0.0.1') as NodePlatform
    for (const given of [
      undefined,
      { origin: 'https://rs.example', target: '/api/orders' },
      { incoming: { ...incoming, url: '/a/../orders?a=1' } },
      { incoming: { ...incoming, url: '/orders?a=1' } },
      // Of the request that the application makes another one for.
      { incoming: { ...incoming, url: '/outer' } },
      { incoming: { ...incoming, url: '?a=1' } },
    ]) {
      await authenticate(watching)(request.clone(), given)
    }
    expect(seen).toEqual([
      'https://inner.example /orders?a=1',
      'https://rs.example /api/orders',
      'https://inner.example /a/../orders?a=1',
      'https://inner.example /orders?a=1',
      'https://inner.example /orders?a=1',
      'https://inner.example /orders?a=1',
    ])
  })
})

describe('over a socket', () => {
  const handler = withAuth(verifier, (_request, _platform: unknown) => new Response('in'))

  it('takes tokens on loopback by itself on @hono/node-server, as users run it', async () => {
    const url = await serve(getRequestListener(handler, { overrideGlobalObjects: false }))
    expect((await fetch(url, { headers: bearer(await provider.token()) })).status).toBe(200)
    expect((await fetch(url)).status).toBe(401)
  })

  it('refuses lines that were joined, whatever they are', async () => {
    // Without what Node could tell besides.
    const blind = withAuth(verifier, () => new Response('in'), {
      connection: () => ({ remoteAddress: '127.0.0.1' }),
    })
    const url = await serve(bridge((request) => blind(request)))
    const good = `Bearer ${await provider.token()}`
    for (const [expected, ...lines] of [
      [400, good, good],
      [400, 'Basic dTpw', good],
      [400, '', good],
      // One line, as far as anybody can see.
      [401, 'Digest username="u", realm="r"', good],
    ] as const) {
      const headers = lines.map((line) => ['Authorization', line] as const)
      const answer = await rawRequest(url, { headers })
      expect(answer.status).toBe(expected)
      expect(answer.headers['www-authenticate']).toHaveLength(1)
    }
  })

  it('takes a token from one cookie only', async () => {
    const cookies = createVerifier({
      issuer: provider.issuer,
      audience: 'https://rs.example',
      sources: { cookie: 'session' },
    })
    const handle = withAuth(cookies, () => new Response('in'), {
      connection: () => ({ remoteAddress: '127.0.0.1' }),
    })
    const url = await serve(bridge((request) => handle(request)))
    const session = `session=${await provider.token()}`
    const send = async (...lines: string[]): Promise<number> => {
      const headers = lines.map((line) => ['Cookie', line] as const)
      return (await rawRequest(url, { headers })).status
    }
    expect(await send(`a=b; ${session}`)).toBe(200)
    expect(await send(session, session)).toBe(400)
    expect(await send(`${session}; ${session}`)).toBe(400)
  })
})
