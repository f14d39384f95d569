import {
  createTestIdentityProvider,
  type Fault,
  type TestIdentityProvider,
} from '@countersign/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Fetched } from '../../src/keys/fetch-document.js'
import { pretendNetwork } from '../support/served.js'
import type { JsonObject } from '../../src/token/strict-json.js'
import { fetchJson } from '../support/fetch-json.js'

let provider: TestIdentityProvider
let other: TestIdentityProvider

beforeAll(async () => {
  provider = await createTestIdentityProvider({ algorithms: ['Ed25519'] })
  other = await createTestIdentityProvider({ algorithms: ['Ed25519'] })
})
afterEach(() => {
  provider.fault('all', undefined)
  provider.caching('all', undefined)
})
afterAll(async () => {
  await provider.close()
  await other.close()
})

const noEnd = new AbortController().signal

function load(url = provider.jwksUri, using = fetch): Promise<Fetched<JsonObject>> {
  return fetchJson(url, { fetch: using, maxBytes: 10_000, timeout: 5, signal: noEnd })
}

const follow: typeof fetch = (url, init) => fetch(url, { ...init, redirect: 'follow' })
const bare = (): Promise<Response> => Promise.resolve(new Response(null))

describe('fetching a document', () => {
  it('gives the document', async () => {
    const { document } = await load()
    expect(document).toEqual(provider.jwks)
  })

  it('asks for JSON and follows nothing', async () => {
    const network = pretendNetwork({ 'https://id.example/jwks': { keys: [] } })
    await load('https://id.example/jwks', network.fetch)
    expect(network.calls[0]?.init).toEqual({
      headers: { accept: 'application/json, application/jwk-set+json' },
      redirect: 'manual',
      signal: expect.any(AbortSignal),
    })
  })

  it('does not go where a redirect points', async () => {
    provider.fault('jwks', { redirect: other.jwksUri })
    await expect(load()).rejects.toThrow(`${provider.jwksUri}: status 302`)
    expect(other.requestCount()).toBe(0)
  })

  it('takes nothing from a fetch that followed a redirect all the same', async () => {
    provider.fault('jwks', { redirect: other.jwksUri })
    await expect(load(provider.jwksUri, follow)).rejects.toThrow(`${provider.jwksUri}: redirected`)
  })

  it.each([201, 204, 304, 400, 404, 500, 503])('takes no answer with status %i', async (status) => {
    provider.fault('jwks', { status })
    await expect(load()).rejects.toThrow(`status ${status}`)
  })

  it.each<[string, Fault]>([
    ['a page', 'html'],
    ['cut-off JSON', 'not-json'],
    ['a list', { body: '[]' }],
    ['null', { body: 'null' }],
    ['nothing', { body: '' }],
    ['a name twice', { body: '{"keys":[],"keys":[]}' }],
    ['a byte order mark', { body: '\ufeff{"keys":[]}' }],
    ['33 levels', { body: `{"keys":${'['.repeat(32)}${']'.repeat(32)}}` }],
  ])('takes no %s', async (_, fault) => {
    provider.fault('jwks', fault)
    await expect(load()).rejects.toThrow('not a JSON object')
  })

  it('takes no answer without a body', async () => {
    await expect(load('https://id.example/jwks', bare)).rejects.toThrow('not a JSON object')
  })

  it('does not mind how JSON is labelled', async () => {
    provider.fault('jwks', { body: '{"keys":[]}', contentType: 'text/plain' })
    expect((await load()).document).toEqual({ keys: [] })
  })

  it('tells how long the answer may be kept', async () => {
    expect((await load()).validator.lifetime).toBeUndefined()
    provider.caching('jwks', { headers: { 'Cache-Control': 'max-age=300', Age: '60' } })
    expect((await load()).validator.lifetime).toBe(240)
  })

  it('passes on that the provider is away, and why', async () => {
    provider.fault('jwks', 'down')
    await expect(load()).rejects.toMatchObject({
      message: expect.stringMatching(/: fetch failed \(\w+\)$/),
      cause: { message: 'fetch failed' },
    })
  })
})

describe('the query of an address, which may hold a key', () => {
  const secret = 'https://id.example/jwks?key=hidden'

  it('is sent, and not told', async () => {
    const network = pretendNetwork({})
    const outcome = load(secret, network.fetch)
    await expect(outcome).rejects.toThrow(/^https:\/\/id\.example\/jwks: status 404$/)
    expect(network.urls).toEqual([secret])
  })

  it('is not told by what a fetch throws either', async () => {
    const chatty = (): Promise<Response> =>
      Promise.reject(new Error(`request to ${secret} failed, reason: reset`))
    const error: unknown = await load(secret, chatty).catch((error: unknown) => error)
    expect(error).toMatchObject({
      message: 'https://id.example/jwks: request to https://id.example/jwks failed, reason: reset',
    })
    // Whoever logs an error logs its cause.
    expect((error as Error).cause).toBeUndefined()
  })
})
