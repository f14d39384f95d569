import {
  createTestClock,
  createTestIdentityProvider,
  type TestClock,
  type TestIdentityProvider,
} from '@countersign/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CHANNELS, createVerifier, type KeysMessage, type Verifier } from '../../src/index.js'
import type { RefreshingKeys } from '../../src/keys/refreshing-keys.js'
import { refusalOf } from '../support/outcome.js'
import { recordChannel, type RecordedChannel } from '../support/recorded-channel.js'
import { remoteSource } from '../support/remote-source.js'

const audience = 'https://rs.example'
const ES1 = { algorithm: 'ES256', kid: 'es1' } as const
let clock: TestClock
let provider: TestIdentityProvider
let events: RecordedChannel<KeysMessage>

beforeEach(async () => {
  clock = createTestClock()
  provider = await createTestIdentityProvider({ clock, audience, algorithms: ['ES256', 'Ed25519'] })
  events = recordChannel(CHANNELS.keys)
})
afterEach(async () => {
  events.close()
  await provider.close()
})

const sourceOf = (changes?: Parameters<typeof remoteSource>[2]): RefreshingKeys =>
  remoteSource(provider, clock, changes)

const verifierOf = (): Verifier => createVerifier({ issuer: provider.issuer, audience, clock })

const reasonOf = async (verifier: Verifier, key: string): Promise<string> =>
  (await refusalOf(verifier.verifyToken(await provider.token({}, { key })))).reason

/** How often metadata and keys were asked for. */
const requests = (): readonly [metadata: number, jwks: number] => [
  provider.requestCount('metadata'),
  provider.requestCount('jwks'),
]

describe('the first request', () => {
  it('is what makes keys be fetched, and nothing earlier', async () => {
    const source = sourceOf()
    expect(requests()).toEqual([0, 0])
    expect(source.health()).toMatchObject({ state: 'empty', keys: 0, age: undefined })
    expect(source.isLoading).toBe(false)
    const found = source.find(ES1)
    expect(source.isLoading).toBe(true)
    expect(await found).toHaveLength(1)
    expect(source.isLoading).toBe(false)
    expect(requests()).toEqual([1, 1])
    expect(source.health()).toMatchObject({ state: 'fresh', keys: 2, age: 0 })
  })

  it('shares one fetch with two thousand others', async () => {
    const verifier = verifierOf()
    const token = await provider.token()
    const all = Array.from({ length: 2_000 }, async () => verifier.verifyToken(token))
    const subjects = (await Promise.all(all)).map(({ subject }) => subject)
    expect(subjects).toEqual(all.map(() => 'u1'))
    expect(requests()).toEqual([1, 1])
  })

  it('needs no metadata where the address is given', async () => {
    await sourceOf({ jwksUri: provider.jwksUri }).ready()
    expect(requests()).toEqual([0, 1])
  })

  it('may be made early, by ready()', async () => {
    const source = sourceOf()
    await source.ready()
    await source.ready()
    expect(source.find(ES1)).toHaveLength(1)
    expect(requests()).toEqual([1, 1])
  })

  it('tells the channel what it got, and what it left out', async () => {
    provider.jwks.keys.push(null, { kty: 'oct', k: 'AA' })
    await sourceOf().ready()
    expect(events.messages).toEqual([
      {
        issuer: provider.issuer,
        event: 'loaded',
        state: 'fresh',
        keys: 2,
        changed: true,
        skipped: [
          { index: 2, problem: 'no object' },
          { index: 3, problem: 'private or symmetric' },
        ],
        error: undefined,
        duration: expect.any(Number),
      },
    ])
  })

  it('reads no more keys than it may', async () => {
    const source = sourceOf({ maxKeys: 1 })
    await source.ready()
    expect(source.health()).toMatchObject({ keys: 1 })
  })
})

describe('refreshing', () => {
  it('happens ahead of expiry, once, behind requests that do not wait for it', async () => {
    const source = sourceOf()
    await source.ready()
    clock.advance(539)
    expect(source.find(ES1)).toHaveLength(1)
    expect(source.isLoading).toBe(false)
    clock.advance(1)
    const refreshed = events.next()
    for (let n = 0; n < 100; n++) expect(source.find(ES1)).toHaveLength(1)
    expect(source.health()).toMatchObject({ state: 'fresh', age: 540 })
    await refreshed
    expect(requests()).toEqual([2, 2])
    expect(source.health()).toMatchObject({ state: 'fresh', age: 0 })
  })

  it('is behind the requests even where keys went stale unnoticed', async () => {
    const source = sourceOf()
    await source.ready()
    clock.advance(20 * 3600)
    const refreshed = events.next()
    expect(source.find(ES1)).toHaveLength(1)
    expect(source.health()).toMatchObject({ state: 'stale', keys: 2 })
    await refreshed
    expect(source.health()).toMatchObject({ state: 'fresh', age: 0 })
  })

  it('takes a withdrawn key out of use', async () => {
    const verifier = verifierOf()
    await verifier.ready()
    provider.removeKey('ed1')
    clock.advance(449)
    await verifier.verifyToken(await provider.token({}, { key: 'ed1' }))
    expect(requests()).toEqual([1, 1])
    clock.advance(91)
    const refreshed = events.next()
    await verifier.verifyToken(await provider.token())
    expect(await refreshed).toMatchObject({ event: 'loaded', changed: true, keys: 1 })
    expect(await reasonOf(verifier, 'ed1')).toBe('unknown_key')
    await verifier.verifyToken(await provider.token())
  })

  it('takes keys that have not changed for what they are', async () => {
    const source = sourceOf()
    await source.ready()
    const [before] = await source.find(ES1)
    clock.advance(540)
    const refreshed = events.next()
    void source.find(ES1)
    expect(await refreshed).toMatchObject({ event: 'loaded', changed: false, keys: 2 })
    const [after] = await source.find(ES1)
    expect(after).toBe(before)
  })

  it('follows keys to another address', async () => {
    const verifier = verifierOf()
    await verifier.ready()
    const moved = await createTestIdentityProvider({ clock, algorithms: ['ES384'] })
    provider.metadata['jwks_uri'] = moved.jwksUri
    clock.advance(600)
    const refreshed = events.next()
    await verifier.verifyToken(await provider.token())
    await refreshed
    const key = moved.keys.get('es1')
    const token = provider.sign(key ? { key } : {})
    await expect(verifier.verifyToken(token)).resolves.toMatchObject({ subject: 'u1' })
    expect(moved.requestCount('jwks')).toBe(1)
    await moved.close()
  })

  it('is due when a clock was set back, for nobody knows how old the keys are', async () => {
    const source = sourceOf()
    await source.ready()
    clock.advance(-3600)
    const refreshed = events.next()
    void source.find(ES1)
    await refreshed
    expect(requests()).toEqual([2, 2])
    await expect.poll(() => source.isLoading).toBe(false)
    void source.find(ES1)
    expect(source.isLoading).toBe(false)
  })
})

describe('what the provider says of its keys', () => {
  it('sets how long they are kept', async () => {
    provider.caching('jwks', { headers: { 'cache-control': 'max-age=1800' } })
    const source = sourceOf()
    await source.ready()
    clock.advance(1_619)
    void source.find(ES1)
    expect(source.isLoading).toBe(false)
    clock.advance(1)
    void source.find(ES1)
    expect(source.isLoading).toBe(true)
    await source.ready()
  })

  it.each([
    ['no-store', 54],
    ['max-age=1', 54],
    ['max-age=31536000', 3_240],
  ])('has bounds: %s', async (value, due) => {
    provider.caching('jwks', { headers: { 'cache-control': value } })
    const source = sourceOf()
    await source.ready()
    clock.advance(due - 1)
    void source.find(ES1)
    expect(source.isLoading).toBe(false)
    clock.advance(1)
    void source.find(ES1)
    expect(source.isLoading).toBe(true)
    await source.ready()
  })

  it('spares the transfer of keys that have not changed', async () => {
    provider.caching('jwks', { etag: true })
    const source = sourceOf()
    await source.ready()
    clock.advance(540)
    const refreshed = events.next()
    void source.find(ES1)
    expect(await refreshed).toMatchObject({ event: 'loaded', changed: false, keys: 2 })
    const asked = provider.requests.filter(({ url }) => url === '/jwks')
    expect(asked.map(({ headers }) => headers['if-none-match'])).toEqual([
      undefined,
      expect.stringMatching(/^".+"$/),
    ])
    provider.removeKey('es1')
    clock.advance(540)
    const changed = events.next()
    void source.find(ES1)
    expect(await changed).toMatchObject({ event: 'loaded', changed: true, keys: 1 })
  })
})

describe('an idle source', () => {
  it('is one that nobody has used for so long', async () => {
    const source = sourceOf({ idleAfter: 3600 })
    await source.ready()
    void source.find(ES1)
    clock.advance(3599)
    expect(source.isIdle).toBe(false)
    clock.advance(1)
    expect(source.isIdle).toBe(true)
    void source.find(ES1)
    expect(source.isIdle).toBe(false)
    await source.ready()
  })

  it('is not one whose keys could not be fetched again, until they are of no more use', async () => {
    const source = sourceOf({ idleAfter: 3600, maxStale: 7200 })
    await source.ready()
    await provider.stop()
    clock.advance(540)
    const failed = events.next()
    void source.find(ES1)
    await failed
    clock.advance(3600)
    expect(source.isIdle).toBe(false)
    clock.advance(7200)
    expect(source.isIdle).toBe(true)
  })

  it('is never one that the configuration lists', async () => {
    const source = sourceOf()
    await source.ready()
    clock.advance(10_000_000)
    expect(source.isIdle).toBe(false)
  })
})
