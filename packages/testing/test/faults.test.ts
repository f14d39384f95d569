import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Fault, TestIdentityProvider } from '../src/index.js'
import { createTestIdentityProvider, rawRequest } from '../src/index.js'

let idp: TestIdentityProvider

beforeEach(async () => {
  idp = await createTestIdentityProvider({ algorithms: ['ES256'] })
})

afterEach(() => idp.close())

describe('fault', () => {
  it.each<[Fault, { status: number; type: string | null; body: string | RegExp }]>([
    ['html', { status: 200, type: 'text/html', body: /^<!doctype html>/ }],
    ['not-json', { status: 200, type: 'application/json', body: /^\{"keys":.*\]$/ }],
    ['empty-set', { status: 200, type: 'application/json', body: '{"keys":[]}' }],
    [{ status: 500 }, { status: 500, type: 'application/json', body: /^\{"keys":.*\}$/ }],
    [{ status: 204 }, { status: 204, type: 'application/json', body: '' }],
    [{ redirect: 'http://127.0.0.1:1/' }, { status: 302, type: null, body: '' }],
    [{ body: '{"keys":null}' }, { status: 200, type: 'application/json', body: '{"keys":null}' }],
    [
      { body: 'x', contentType: 'text/plain' },
      { status: 200, type: 'text/plain', body: 'x' },
    ],
  ])('answers %j', async (fault, { status, type, body }) => {
    idp.fault('jwks', fault)
    const response = await fetch(idp.jwksUri, { redirect: 'manual' })
    expect(response.status).toBe(status)
    expect(response.headers.get('content-type')).toBe(type)
    expect(await response.text()).toMatch(
      typeof body === 'string' ? new RegExp(`^${escape(body)}$`) : body,
    )
  })

  it('sends the headers of a body and the place of a redirect', async () => {
    idp.fault('jwks', { body: '{}', headers: { 'Cache-Control': 'max-age=1' } })
    expect((await fetch(idp.jwksUri)).headers.get('cache-control')).toBe('max-age=1')
    idp.fault('jwks', { redirect: 'https://evil.example/jwks' })
    const { headers } = await fetch(idp.jwksUri, { redirect: 'manual' })
    expect(headers.get('location')).toBe('https://evil.example/jwks')
  })

  it('sends the headers of a status', async () => {
    idp.fault('jwks', { status: 503, headers: { 'Retry-After': '120' } })
    const { status, headers } = await fetch(idp.jwksUri)
    expect(status).toBe(503)
    expect(headers.get('retry-after')).toBe('120')
    expect(headers.get('content-type')).toBe('application/json')
  })

  it('names another issuer in the metadata, and leaves all else and the keys', async () => {
    idp.fault('all', 'other-issuer')
    const metadata = await fetch(`${idp.issuer}/.well-known/openid-configuration`)
    expect(await metadata.json()).toEqual({ ...idp.metadata, issuer: 'https://evil.example' })
    expect(await (await fetch(idp.jwksUri)).json()).toEqual(idp.jwks)
  })

  it('cuts the connection when down', async () => {
    idp.fault('jwks', 'down')
    await expect(rawRequest(idp.jwksUri)).rejects.toThrow('before the answer was complete')
    expect(idp.requestCount('jwks')).toBe(1)
  })

  it('drips a byte at a time without end', async () => {
    idp.fault('jwks', 'drip')
    const sizes = await firstChunks(idp.jwksUri, 5)
    expect(sizes).toEqual([1, 1, 1, 1, 1])
    await expect(rawRequest(idp.jwksUri, { timeout: 100 })).rejects.toThrow('within 100 ms')
  })

  it('sends the right document behind 50 MB when huge', async () => {
    idp.fault('jwks', 'huge')
    const text = await (await fetch(idp.jwksUri)).text()
    expect(text.length).toBeGreaterThan(50_000_000)
    expect(JSON.parse(text)).toEqual(idp.jwks)
  })

  it('does not mind a client that has seen enough', async () => {
    idp.fault('jwks', 'huge')
    const response = await fetch(idp.jwksUri)
    await response.body?.cancel()
    idp.fault('jwks', undefined)
    expect((await fetch(idp.jwksUri)).status).toBe(200)
  })

  it('strikes one document, or both, and heals', async () => {
    const metadataUri = `${idp.issuer}/.well-known/openid-configuration`
    const statuses = async (): Promise<number[]> =>
      Promise.all([metadataUri, idp.jwksUri].map(async (uri) => (await fetch(uri)).status))
    idp.fault('metadata', { status: 500 })
    expect(await statuses()).toEqual([500, 200])
    idp.fault('all', { status: 503 })
    expect(await statuses()).toEqual([503, 503])
    idp.fault('metadata', undefined)
    expect(await statuses()).toEqual([200, 503])
    idp.fault('all', undefined)
    expect(await statuses()).toEqual([200, 200])
  })
})

describe('close', () => {
  it.each<Fault>(['hang', 'drip', 'huge'])('ends a request that is in "%s"', async (fault) => {
    idp.fault('jwks', fault)
    const pending = fetch(idp.jwksUri)
    pending.catch(() => undefined)
    await arrived(idp)
    const before = performance.now()
    await idp.close()
    expect(performance.now() - before).toBeLessThan(1000)
    await expect(pending.then((response) => response.text())).rejects.toThrow(
      /^(?:fetch failed|terminated)$/,
    )
  })

  it('ends connections that are idle, one that never sent a request too', async () => {
    const { hostname, port } = new URL(idp.issuer)
    const idle = connect(Number(port), hostname)
    idle.on('error', () => undefined)
    const ended = new Promise((resolve) => {
      idle.once('close', resolve)
    })
    await fetch(idp.jwksUri)
    await idp.close()
    await ended
    expect(idle.destroyed).toBe(true)
  })

  it('may be called again', async () => {
    await idp.close()
    await expect(idp.close()).resolves.toBeUndefined()
  })
})

async function arrived(provider: TestIdentityProvider): Promise<void> {
  await expect.poll(() => provider.requestCount('jwks'), { interval: 5 }).toBe(1)
}

async function firstChunks(uri: string, count: number): Promise<number[]> {
  const response = await fetch(uri)
  const sizes: number[] = []
  for await (const chunk of response.body ?? []) {
    sizes.push(chunk.length)
    if (sizes.length === count) break
  }
  return sizes
}

function escape(text: string): string {
  return text.replaceAll(/[{}[\]]/g, String.raw`\$&`)
}
