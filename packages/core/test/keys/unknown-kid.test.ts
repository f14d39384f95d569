import {
  createTestClock,
  createTestIdentityProvider,
  type TestClock,
  type TestIdentityProvider,
} from '@countersign/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createVerifier, type Verifier } from '../../src/index.js'
import type { RefreshingKeys } from '../../src/keys/refreshing-keys.js'
import { refusalOf } from '../support/outcome.js'
import { remoteSource } from '../support/remote-source.js'

const audience = 'https://rs.example'
const ES1 = { algorithm: 'ES256', kid: 'es1' } as const
let clock: TestClock
let provider: TestIdentityProvider

beforeEach(async () => {
  clock = createTestClock()
  provider = await createTestIdentityProvider({ clock, audience, algorithms: ['ES256', 'Ed25519'] })
})
afterEach(() => provider.close())

const sourceOf = (): RefreshingKeys => remoteSource(provider, clock)
const verifierOf = (): Verifier => createVerifier({ issuer: provider.issuer, audience, clock })

/** How often metadata and keys were asked for. */
const requests = (): readonly [metadata: number, jwks: number] => [
  provider.requestCount('metadata'),
  provider.requestCount('jwks'),
]

describe('an unknown kid', () => {
  it('has the keys fetched at once, so that a new key works with its first token', async () => {
    const verifier = verifierOf()
    await verifier.ready()
    await provider.addKey('ES256', { kid: 'rotated' })
    const token = await provider.token({}, { key: 'rotated' })
    await Promise.all(Array.from({ length: 50 }, async () => verifier.verifyToken(token)))
    expect(requests()).toEqual([2, 2])
  })

  it('has them fetched once in thirty seconds, however many there are', async () => {
    const source = sourceOf()
    await source.ready()
    let made = 0
    const attack = async (): Promise<void> => {
      const unknown = Array.from({ length: 3_000 }, () => ({ ...ES1, kid: `made-up-${made++}` }))
      const found = await Promise.all(unknown.map(async (wanted) => source.find(wanted)))
      expect(found.every((keys) => keys.length === 0)).toBe(true)
      // Nobody with a good token has to wait for it.
      expect(source.find(ES1)).toHaveLength(1)
    }
    await attack()
    expect(requests()).toEqual([2, 2])
    clock.advance(29.9)
    await attack()
    expect(requests()).toEqual([2, 2])
    clock.advance(0.1)
    await attack()
    expect(requests()).toEqual([3, 3])
  })

  it('has them fetched no more often if it is the same one that comes back', async () => {
    const source = sourceOf()
    await source.ready()
    const fetched: number[] = []
    for (let second = 0; second <= 400; second += 30) {
      const [, before] = requests()
      // oxlint-disable-next-line no-await-in-loop -- one after the other, as time passes
      expect(await source.find({ ...ES1, kid: 'withdrawn' })).toEqual([])
      if (requests()[1] > before) fetched.push(second)
      clock.advance(30)
    }
    expect(fetched).toEqual(Array.from({ length: 14 }, (_, n) => n * 30))
  })

  it('does not take the fetch of a cooldown away, if it was missing just now', async () => {
    const source = sourceOf()
    expect(await source.find({ ...ES1, kid: 'made-up' })).toEqual([])
    await provider.addKey('ES256', { kid: 'new' })
    clock.advance(1)
    expect(await source.find({ ...ES1, kid: 'made-up' })).toEqual([])
    expect(requests()).toEqual([1, 1])
    expect(await source.find({ ...ES1, kid: 'new' })).toHaveLength(1)
  })

  it('that was asked for before it was published is known within a cooldown', async () => {
    const source = sourceOf()
    await source.ready()
    for (let second = 0; second < 600; second += 5) {
      expect(await source.find({ ...ES1, kid: 'next' })).toEqual([])
      clock.advance(5)
    }
    await provider.addKey('ES256', { kid: 'next' })
    clock.advance(30)
    expect(await source.find({ ...ES1, kid: 'next' })).toHaveLength(1)
  })

  it('does not keep the good tokens of others waiting', async () => {
    const verifier = verifierOf()
    await verifier.ready()
    provider.fault('jwks', 'hang')
    const unknown = provider.token({}, { header: { kid: 'made-up' } })
    const refusal = refusalOf(verifier.verifyToken(await unknown))
    await expect(verifier.verifyToken(await provider.token())).resolves.toBeDefined()
    verifier.close()
    expect((await refusal).status).toBe(503)
  })

  it('joins a fetch that is under way', async () => {
    const source = sourceOf()
    const [good, unknown] = [source.find(ES1), source.find({ ...ES1, kid: 'made-up' })]
    expect([(await good).length, (await unknown).length]).toEqual([1, 0])
    expect(requests()).toEqual([1, 1])
  })

  it('needs no name: a token without kid whose type of key is new has them fetched too', async () => {
    const verifier = verifierOf()
    await verifier.ready()
    await provider.addKey('ES512')
    const token = await provider.token({}, { key: 'es2', header: { kid: undefined } })
    await expect(verifier.verifyToken(token)).resolves.toMatchObject({ subject: 'u1' })
  })
})

describe('a signature that does not fit', () => {
  it('has keys fetched behind it: there may be another key of that name', async () => {
    const verifier = verifierOf()
    await verifier.ready()
    provider.removeKey('es1')
    await provider.addKey('ES256', { kid: 'es1' })
    clock.advance(30)
    const token = await provider.token({}, { key: 'es1' })
    expect((await refusalOf(verifier.verifyToken(token))).reason).toBe('invalid_signature')
    await expect
      .poll(async () => verifier.verifyToken(token).catch(() => undefined))
      .toMatchObject({ subject: 'u1' })
    expect(requests()).toEqual([2, 2])
  })

  it('has none fetched where they were fetched just now, and so once in thirty seconds', async () => {
    const source = sourceOf()
    await source.ready()
    for (let second = 0; second <= 60; second++) {
      source.doubt()
      await expect.poll(() => source.isLoading).toBe(false)
      clock.advance(1)
    }
    expect(requests()).toEqual([3, 3])
  })

  it('has them fetched no more often while that fails', async () => {
    const source = sourceOf()
    await source.ready()
    provider.fault('jwks', { status: 500 })
    for (let second = 0; second < 90; second++) {
      source.doubt()
      await expect.poll(() => source.isLoading).toBe(false)
      clock.advance(1)
    }
    expect(requests()).toEqual([3, 3])
  })

  it('takes nothing away from a key that is new', async () => {
    const source = sourceOf()
    await source.ready()
    clock.advance(30)
    source.doubt()
    await expect.poll(() => source.isLoading).toBe(false)
    await provider.addKey('ES256', { kid: 'new' })
    expect(await source.find({ ...ES1, kid: 'new' })).toHaveLength(1)
  })
})
