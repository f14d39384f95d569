import { createPrivateKey } from 'node:crypto'
import { decodeProtectedHeader } from 'jose'
import { describe, expect, it } from 'vitest'
import { createIssuer, type SigningAlgorithm } from '../../src/index.js'
import {
  AFTER,
  BEFORE,
  DAY,
  editDocument,
  keyRingWorld,
  kidOf,
  publishedKids,
  states,
  told,
} from './key-ring-world.js'

describe('a key ring', () => {
  it('begins with a key that signs and the next one, both published', async () => {
    const { instance, clock } = keyRingWorld()
    const ring = await instance()
    expect(ring.status()).toMatchObject({
      version: 1,
      asOf: clock.now(),
      lastError: undefined,
      keys: [
        { state: 'current', algorithm: 'ES256', signsSince: clock.now() },
        { state: 'next', algorithm: 'ES256', publishedAt: clock.now() },
      ],
    })
    expect(ring.signingKey().kid).toBe(kidOf(ring, 'current'))
    expect(publishedKids(ring)).toEqual([kidOf(ring, 'current'), kidOf(ring, 'next')])
  })

  it('lets a key go through its states: next, current, retiring, gone', async () => {
    const { instance, clock, store } = keyRingWorld()
    const ring = await instance({ rotateEvery: false })
    const [first, second] = [kidOf(ring, 'current'), kidOf(ring, 'next')]
    clock.advance(BEFORE)
    expect(await ring.rotate()).toEqual({ outcome: 'rotated', current: second })
    const third = kidOf(ring, 'next')
    expect(states(ring)).toEqual({ [second]: 'current', [third]: 'next', [first]: 'retiring' })
    expect(ring.signingKey().kid).toBe(second)

    clock.advance(AFTER - 1)
    await ring.refresh()
    expect(publishedKids(ring)).toEqual([second, third, first])
    clock.advance(1)
    // Before anybody has looked, and in the store once somebody has.
    expect(publishedKids(ring)).toEqual([second, third])
    await ring.refresh()
    expect(states(ring)).toEqual({ [second]: 'current', [third]: 'next' })
    expect(store.kept?.document).not.toContain(first)
  })

  it('does not let a key sign that has not been published for long enough', async () => {
    const { instance, clock, store } = keyRingWorld()
    const ring = await instance()
    const from = clock.now() + BEFORE
    const current = kidOf(ring, 'current')
    clock.advance(BEFORE - 1)
    expect(await ring.rotate()).toEqual({ outcome: 'too_early', current, from })
    expect(store.kept?.version).toBe(1)
    expect(ring.signingKey().kid).toBe(current)
  })

  it('does so all the same if it is forced', async () => {
    const { instance } = keyRingWorld()
    const ring = await instance()
    const next = kidOf(ring, 'next')
    expect(await ring.rotate({ force: true })).toEqual({ outcome: 'rotated', current: next })
    expect(ring.signingKey().kid).toBe(next)
  })

  it('holds a bounded number of keys, however often it is forced', async () => {
    const { instance, clock } = keyRingWorld()
    const ring = await instance()
    const outcomes = new Set<string>()
    for (let at = 0; at < 60; at++) outcomes.add((await ring.rotate({ force: true })).outcome)
    expect([...outcomes]).toEqual(['rotated', 'too_many_keys'])
    expect(publishedKids(ring)).toHaveLength(50)
    clock.advance(AFTER)
    expect(await ring.rotate()).toMatchObject({ outcome: 'rotated' })
    expect(publishedKids(ring)).toHaveLength(3)
  })

  it('withdraws every key at once when it is revoked', async () => {
    const { instance, clock, store } = keyRingWorld()
    const ring = await instance()
    clock.advance(BEFORE)
    await ring.rotate()
    const old = publishedKids(ring)
    await ring.revoke()
    expect(Object.values(states(ring))).toEqual(['current', 'next'])
    for (const kid of old) expect(store.kept?.document).not.toContain(kid)
    expect(old).not.toContain(ring.signingKey().kid)
  })

  it('keeps no private half of a key that signs no more', async () => {
    const { instance, clock, store } = keyRingWorld()
    const ring = await instance()
    const pkcs8 = ring.signingKey().privateKey.export({ type: 'pkcs8', format: 'der' })
    const secret = pkcs8.toString('base64')
    expect(store.kept?.document).toContain(secret)
    clock.advance(BEFORE)
    await ring.rotate()
    expect(store.kept?.document).not.toContain(secret)
    expect(JSON.stringify(ring.publicKeys())).not.toMatch(/"(?:d|p|q|k)":/)
  })

  it.each<SigningAlgorithm>(['ES256', 'EdDSA', 'PS256', 'RS256'])(
    'has keys for %s, and another instance reads them',
    async (algorithm) => {
      const { instance, clock } = keyRingWorld()
      const one = await instance({ algorithm })
      clock.advance(BEFORE)
      await one.rotate()
      const other = await instance({ algorithm })
      expect(other.publicKeys()).toEqual(one.publicKeys())
      expect(other.publicKeys().map(({ alg }) => alg)).toEqual(Array(3).fill(algorithm))
      const [pkcs8, same] = [one, other].map((ring) =>
        ring.signingKey().privateKey.export({ type: 'pkcs8', format: 'pem' }),
      )
      expect(createPrivateKey(pkcs8 ?? '').type).toBe('private')
      expect(same).toBe(pkcs8)
    },
  )

  it('makes keys for another algorithm from the next one on', async () => {
    const { instance, clock } = keyRingWorld()
    await instance()
    const ring = await instance({ algorithm: 'EdDSA' })
    for (const expected of ['ES256', 'ES256', 'EdDSA']) {
      expect(ring.signingKey().algorithm).toBe(expected)
      clock.advance(BEFORE)
      await ring.rotate()
    }
  })

  it('tells of every change, and no key', async () => {
    const { instance, clock } = keyRingWorld()
    const messages = told()
    const ring = await instance()
    clock.advance(BEFORE)
    await ring.rotate()
    const current = kidOf(ring, 'current')
    const nothing = { reason: undefined, error: undefined }
    expect(messages).toEqual([{ event: 'changed', use: 'sig', version: 2, current, ...nothing }])
  })

  it('gives nothing once it is closed', async () => {
    const { instance } = keyRingWorld()
    const ring = await instance()
    ring.close()
    const closed = expect.objectContaining({ name: 'KeyRingError', reason: 'closed' })
    expect(() => ring.signingKey()).toThrow(closed)
    expect(() => ring.publicKeys()).toThrow(closed)
    await expect(ring.ready()).rejects.toEqual(closed)
    await expect(ring.rotate()).rejects.toEqual(closed)
    await expect(ring.revoke()).rejects.toEqual(closed)
  })
})

describe('the schedule of a key ring', () => {
  it('rotates it every thirty days, once, whoever is asked', async () => {
    const { instance, clock, store } = keyRingWorld()
    const rings = [await instance(), await instance(), await instance()]
    const [first] = rings.map((ring) => kidOf(ring, 'current'))
    clock.advance(30 * DAY - 1)
    await Promise.all(rings.map(async (ring) => ring.refresh()))
    expect(rings.map((ring) => ring.signingKey().kid)).toEqual([first, first, first])
    expect(store.saves).toBe(1)
    clock.advance(1)
    await Promise.all(rings.map(async (ring) => ring.refresh()))
    expect(store.saves).toBe(2)
    expect(new Set(rings.map((ring) => ring.signingKey().kid)).size).toBe(1)
    expect(rings[0]?.signingKey().kid).not.toBe(first)
  })

  it('is driven by whoever asks for keys, behind them', async () => {
    const { instance, clock, store } = keyRingWorld()
    const ring = await instance({ rotateEvery: BEFORE })
    const next = kidOf(ring, 'next')
    clock.advance(STALE_BUT_USABLE)
    ring.signingKey()
    await expect.poll(() => ring.status().asOf).toBe(clock.now())
    clock.advance(STALE_BUT_USABLE)
    ring.publicKeys()
    await expect.poll(() => ring.status().asOf).toBe(clock.now())
    expect(store.saves).toBe(1)
    clock.advance(BEFORE)
    await ring.ready()
    expect(ring.signingKey().kid).toBe(next)
  })

  it('does not touch it where there is none', async () => {
    const { instance, clock, store } = keyRingWorld()
    const ring = await instance({ rotateEvery: false })
    clock.advance(1_000 * DAY)
    await ring.refresh()
    expect(store.saves).toBe(1)
  })

  it('does not wait for a key that was published too lately', async () => {
    const { instance, clock } = keyRingWorld()
    const ring = await instance({ rotateEvery: BEFORE })
    clock.advance(BEFORE - 1)
    await ring.rotate({ force: true })
    const current = kidOf(ring, 'current')
    clock.advance(BEFORE - 1)
    await ring.refresh()
    expect(ring.signingKey().kid).toBe(current)
    clock.advance(1)
    await ring.refresh()
    expect(ring.signingKey().kid).not.toBe(current)
  })

  it('does not let one sign too early, either, because the other has signed for too long', async () => {
    const { instance, clock, store } = keyRingWorld()
    await instance()
    editDocument(store, ({ current }) => Object.assign(Object(current), { currentSince: 0 }))
    const ring = await instance()
    clock.advance(BEFORE - 1)
    await ring.refresh()
    expect(store.kept?.version).toBe(1)
    clock.advance(1)
    await ring.refresh()
    expect(store.kept?.version).toBe(2)
  })
})

describe('an issuer with a key ring', () => {
  it('signs with the current key and publishes them all', async () => {
    const { instance, clock } = keyRingWorld()
    const keys = await instance()
    const issuer = createIssuer({ issuer: 'https://id.example', audience: 'a', keys, clock })
    const issue = async (): Promise<string | undefined> =>
      decodeProtectedHeader(await issuer.issue({ subject: 'u', clientId: 'c' })).kid
    expect(await issue()).toBe(kidOf(keys, 'current'))
    clock.advance(BEFORE)
    await keys.rotate()
    expect(await issue()).toBe(kidOf(keys, 'current'))
    const { keys: published } = issuer.jwks()
    expect(published.map(({ kid }) => kid)).toEqual(publishedKids(keys))
  })

  it('issues no token that outlives its key', async () => {
    const { instance, clock } = keyRingWorld()
    const keys = await instance()
    const make = (maxLifetime: number): unknown =>
      createIssuer({ issuer: 'https://id.example', audience: 'a', keys, maxLifetime, clock })
    expect(() => make(keys.tokenLifetime + 1)).toThrow(/"maxLifetime"/)
    expect(() => make(keys.tokenLifetime)).not.toThrow()
  })
})

const STALE_BUT_USABLE = 3_599
