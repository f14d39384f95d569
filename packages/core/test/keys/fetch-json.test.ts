import {
  createTestIdentityProvider,
  type Fault,
  type TestIdentityProvider,
} from '@countersign/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { fetchJson } from '../../src/keys/fetch-json.js'
import { pretendNetwork } from '../support/served.js'

let provider: TestIdentityProvider
let other: TestIdentityProvider

beforeAll(async () => {
  provider = await createTestIdentityProvider({ algorithms: ['Ed25519'] })
  other = await createTestIdentityProvider({ algorithms: ['Ed25519'] })
})
afterEach(() => provider.fault('all', undefined))
afterAll(async () => {
  await provider.close()
  await other.close()
})

// A busy machine may take its time.
const PATIENT = { timeout: 10_000 }

const noEnd = new AbortController().signal

function load(
  maxBytes = 10_000,
  signal: AbortSignal = noEnd,
): Promise<Readonly<Record<string, unknown>>> {
  return fetchJson(provider.jwksUri, { fetch, maxBytes, timeout: 5, signal })
}

describe('fetchJson', () => {
  it('gives the document, sealed', async () => {
    const document = await load()
    expect(document).toEqual(provider.jwks)
    expect(Object.isFrozen(document)).toBe(true)
  })

  it('asks for JSON and follows nothing', async () => {
    const network = pretendNetwork({ 'https://id.example/jwks': { keys: [] } })
    const options = { fetch: network.fetch, maxBytes: 100, timeout: 5, signal: noEnd }
    await fetchJson('https://id.example/jwks', options)
    expect(network.calls[0]?.init).toEqual({
      headers: { accept: 'application/json' },
      redirect: 'manual',
      signal: expect.any(AbortSignal),
    })
  })

  it('does not go where a redirect points', async () => {
    provider.fault('jwks', { redirect: other.jwksUri })
    await expect(load()).rejects.toThrow(`${provider.jwksUri}: status 302`)
    expect(other.requestCount()).toBe(0)
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

  it('does not mind how JSON is labelled', async () => {
    provider.fault('jwks', { body: '{"keys":[]}', contentType: 'text/plain' })
    await expect(load()).resolves.toEqual({ keys: [] })
  })

  it('takes as many bytes as it may, and not one more', async () => {
    const { length } = JSON.stringify(provider.jwks)
    await expect(load(length)).resolves.toEqual(provider.jwks)
    await expect(load(length - 1)).rejects.toThrow(`more than ${length - 1} bytes`)
  })

  it('hangs up on a body that has no end', async () => {
    provider.fault('jwks', 'huge')
    await expect(load(524_288)).rejects.toThrow('more than 524288 bytes')
  })

  it('reads no further than it has to', async () => {
    let pulled = 0
    const cancel = vi.fn<() => void>()
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled++
        controller.enqueue(new Uint8Array(1_000))
      },
      cancel,
    })
    const url = 'https://id.example/jwks'
    const network = pretendNetwork({ [url]: () => new Response(endless) })
    const options = { fetch: network.fetch, maxBytes: 10_000, timeout: 5, signal: noEnd }
    await expect(fetchJson(url, options)).rejects.toThrow('more than 10000 bytes')
    expect(pulled).toBeLessThan(15)
    expect(cancel).toHaveBeenCalledOnce()
  })

  it('passes on that the provider is away', async () => {
    provider.fault('jwks', 'down')
    await expect(load()).rejects.toThrow('fetch failed')
  })

  it.each<Fault>(['hang', 'drip'])('ends when it is told to: %j', async (fault) => {
    provider.fault('jwks', fault)
    const arrived = provider.requestCount()
    const controller = new AbortController()
    const outcome = load(10_000, controller.signal).catch((error: unknown) => error)
    await expect.poll(() => provider.requestCount(), PATIENT).toBe(arrived + 1)
    controller.abort(new Error('told to'))
    expect(await outcome).toMatchObject({ message: `${provider.jwksUri}: told to` })
  })

  it('gives one exchange so many seconds', async () => {
    const late = new AbortController()
    const timeout = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(late.signal)
    provider.fault('jwks', 'hang')
    const outcome = load().catch((error: unknown) => error)
    expect(timeout.mock.calls).toEqual([[5_000]])
    timeout.mockRestore()
    late.abort(new Error('too late'))
    expect(await outcome).toMatchObject({ message: `${provider.jwksUri}: too late` })
  })

  it('does not depend on a fetch that listens to its signal', async () => {
    const controller = new AbortController()
    const options = {
      fetch: () => new Promise<Response>(() => undefined),
      maxBytes: 1,
      timeout: 5,
      signal: controller.signal,
    }
    const outcome = fetchJson('https://id.example/jwks', options).catch((error: unknown) => error)
    controller.abort(new Error('told to'))
    expect(await outcome).toMatchObject({ message: 'https://id.example/jwks: told to' })
  })

  it('is not begun after the end', async () => {
    await expect(load(10_000, AbortSignal.abort(new Error('over')))).rejects.toThrow('over')
  })

  it('tells no query of an address, which may hold a key', async () => {
    const network = pretendNetwork({})
    const options = { fetch: network.fetch, maxBytes: 1, timeout: 5, signal: noEnd }
    const outcome = fetchJson('https://id.example/jwks?key=hidden', options)
    await expect(outcome).rejects.toThrow(/^https:\/\/id\.example\/jwks: status 404$/)
  })
})
