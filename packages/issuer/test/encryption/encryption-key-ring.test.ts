import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  createEncryptionKeyRing,
  createKeyRing,
  type EncryptionKeyRingOptions,
} from '../../src/index.js'
import { editDocument, told } from '../keys/key-ring-world.js'
import {
  AFTER,
  BEFORE,
  encrypted,
  encryptionRingWorld,
  HELD,
  kidOf,
  kidsOf,
  LIFETIME,
  opens,
  STALE,
  states,
} from './encryption-ring-world.js'

describe('a ring of encryption keys', () => {
  it('begins with a key that is published, and the next one, which is not', async () => {
    const { instance, clock } = encryptionRingWorld()
    const ring = await instance()
    const [current, next] = [kidOf(ring, 'current'), kidOf(ring, 'next')]
    expect(ring.status()).toMatchObject({
      version: 1,
      asOf: clock.now(),
      keys: [
        { kid: current, algorithm: 'ECDH-ES+A256KW', publishedSince: clock.now() },
        { kid: next, storedAt: clock.now(), publishedSince: undefined },
      ],
    })
    expect(ring.jwks()).toEqual({ keys: ring.publicKeys() })
    expect(ring.publicKeys()).toMatchObject([{ kid: current, use: 'enc', alg: 'ECDH-ES+A256KW' }])
    expect(await kidsOf(ring)).toEqual([current, next])
    expect(ring.required).toBe(true)
  })

  it('lets a key go through its states: next, current, retiring, gone', async () => {
    const { instance, clock, store } = encryptionRingWorld()
    const ring = await instance({ rotateEvery: false })
    const [first, second] = [kidOf(ring, 'current'), kidOf(ring, 'next')]
    const secret = String(
      (JSON.parse(store.kept?.document ?? '') as { current: { privateKey: unknown } }).current
        .privateKey,
    )
    clock.advance(BEFORE)
    expect(await ring.rotate()).toEqual({ outcome: 'rotated', current: second })
    const third = kidOf(ring, 'next')
    expect(states(ring)).toEqual({ [second]: 'current', [third]: 'next', [first]: 'retiring' })
    expect(ring.publicKeys()).toMatchObject([{ kid: second }])
    expect(ring.status().keys.at(-1)?.decryptsUntil).toBe(clock.now() + AFTER)

    clock.advance(AFTER - 1)
    await ring.refresh()
    expect(await kidsOf(ring)).toEqual([second, third, first])
    clock.advance(1)
    // Before anybody has looked, and in the store once somebody has.
    expect(await kidsOf(ring)).toEqual([second, third])
    expect(store.kept?.document).toContain(secret)
    await ring.refresh()
    expect(store.kept?.document).not.toContain(secret)
    expect(store.kept?.document).not.toContain(first)
  })

  it('opens every token that somebody encrypted to a key that was published when he fetched it', async () => {
    const { instance, clock } = encryptionRingWorld()
    const [one, other] = [await instance(), await instance()]
    const before = one.jwks()
    const early = await encrypted(before)
    clock.advance(BEFORE)
    await other.refresh()
    await one.rotate()
    // The other one does not know yet, publishes what it knows, and has the key of the new tokens.
    const outdated = other.jwks()
    expect(outdated).toEqual(before)
    const late = await encrypted(one.jwks())
    expect(await opens(other, late)).toBe(true)
    expect(await opens(one, early)).toBe(true)
    expect(await opens(one, late)).toBe(true)

    // The last who may publish the old one, the last who may keep it, and the last token of its.
    clock.advance(STALE + 300 + HELD)
    await one.refresh()
    const last = await encrypted(outdated)
    clock.advance(LIFETIME)
    await one.refresh()
    expect(await opens(one, last)).toBe(true)
    clock.advance(60)
    await one.refresh()
    expect(await opens(one, last)).toBe(false)
    expect(await opens(one, late)).toBe(true)
  })

  it('publishes no key that another instance may not know, however late it looks', async () => {
    const { instance, clock } = encryptionRingWorld()
    const options = { refresh: 30, staleFor: 60, storedBefore: 120 }
    const [one, other] = [await instance(options), await instance(options)]
    for (let at = 0; at < 10; at++) {
      clock.advance(120)
      await other.ready()
      await one.rotate()
      // The other one has not looked since, and so it is for `staleFor` at the most.
      clock.advance(59)
      expect(await kidsOf(other)).toContain(kidOf(one, 'current'))
      await one.refresh()
      expect(await kidsOf(one)).toContain(kidOf(other, 'current'))
    }
  })

  it('does not publish a key that was stored too lately, unless it is forced', async () => {
    const { instance, clock } = encryptionRingWorld()
    const ring = await instance()
    const [current, next] = [kidOf(ring, 'current'), kidOf(ring, 'next')]
    const from = clock.now() + BEFORE
    clock.advance(BEFORE - 1)
    expect(await ring.rotate()).toEqual({ outcome: 'too_early', current, from })
    expect(ring.publicKeys()).toMatchObject([{ kid: current }])
    expect(await ring.rotate({ force: true })).toEqual({ outcome: 'rotated', current: next })
  })

  it('gives the same objects while nothing has changed, and no more of one that is published no more', async () => {
    const { instance, clock } = encryptionRingWorld()
    const [ring, other] = [await instance(), await instance()]
    const [first, second] = await ring.keys()
    clock.advance(BEFORE)
    await ring.refresh()
    expect((await ring.keys())[0]).toBe(first)
    await ring.rotate()
    const rotated = await ring.keys()
    expect([rotated[0], rotated[2]]).toEqual([second, first])
    await other.refresh()
    const [again] = await other.keys()
    await other.refresh()
    expect((await other.keys())[0]).toBe(again)
  })

  it('withdraws every key at once when it is revoked, and other instances follow', async () => {
    const { instance, clock, store } = encryptionRingWorld()
    const [ring, other] = [await instance(), await instance()]
    clock.advance(BEFORE)
    await ring.rotate()
    const old = await kidsOf(ring)
    const token = await encrypted(ring.jwks())
    await ring.revoke()
    await other.refresh()
    expect(Object.values(states(ring))).toEqual(['current', 'next'])
    for (const kid of old) expect(store.kept?.document).not.toContain(kid)
    expect([await opens(ring, token), await opens(other, token)]).toEqual([false, false])
    expect(await kidsOf(other)).toEqual(await kidsOf(ring))
  })

  it('rotates by its schedule, once, whoever is asked', async () => {
    const { instance, clock, store } = encryptionRingWorld()
    const rings = await Promise.all(Array.from({ length: 10 }, async () => instance()))
    expect(store.saves).toBe(1)
    const [next] = rings.map((ring) => kidOf(ring, 'next'))
    clock.advance(30 * 86_400)
    await Promise.all(rings.map(async (ring) => ring.keys()))
    expect(store.saves).toBe(2)
    for (const ring of rings) expect(ring.publicKeys()).toMatchObject([{ kid: next }])
  })

  it.each<EncryptionKeyRingOptions>([
    { algorithm: 'ECDH-ES', curve: 'X25519' },
    { algorithm: 'ECDH-ES+A128KW', curve: 'P-384' },
    { algorithm: 'RSA-OAEP-256' },
  ])('has keys as %j, and another instance reads them', async (options) => {
    const { instance, clock } = encryptionRingWorld()
    const ring = await instance(options)
    const token = await encrypted(ring.jwks())
    clock.advance(BEFORE)
    await ring.rotate()
    const other = await instance(options)
    expect(await other.keys()).toEqual(await ring.keys())
    expect(await opens(other, token)).toBe(true)
    for (const { alg } of await other.keys()) expect(alg).toBe(options.algorithm)
  })

  it('tells of every change, and no key', async () => {
    const { instance, clock } = encryptionRingWorld()
    const messages = told()
    const ring = await instance()
    clock.advance(BEFORE)
    await ring.rotate()
    const current = kidOf(ring, 'current')
    const nothing = { reason: undefined, error: undefined }
    expect(messages).toEqual([{ event: 'changed', use: 'enc', version: 2, current, ...nothing }])
    expect(JSON.stringify(ring.status())).not.toMatch(/"d"|privateJwk|privateKey/)
  })

  it('gives nothing once it is closed', async () => {
    const { instance } = encryptionRingWorld()
    const ring = await instance()
    ring.close()
    const closed = expect.objectContaining({ name: 'KeyRingError', reason: 'closed' })
    await expect(ring.keys()).rejects.toEqual(closed)
    expect(() => ring.publicKeys()).toThrow(closed)
    expect(() => ring.jwks()).toThrow(closed)
    await expect(ring.rotate()).rejects.toEqual(closed)
  })
})

describe('a store of encryption keys that is away', () => {
  it('harms nobody at first, and nobody decrypts by what may be outdated', async () => {
    const { instance, clock, store } = encryptionRingWorld()
    const ring = await instance()
    const token = await encrypted(ring.jwks())
    store.fault = 'away'
    clock.advance(STALE - 1)
    expect(await opens(ring, token)).toBe(true)
    clock.advance(1)
    const stale = expect.objectContaining({ reason: 'stale', status: 503 })
    await expect(ring.keys()).rejects.toEqual(stale)
    expect(() => ring.jwks()).toThrow(stale)
    expect(() => ring.publicKeys()).toThrow(stale)
    store.fault = undefined
    clock.advance(1)
    // It looks before it answers.
    expect(await opens(ring, token)).toBe(true)
  })
})

describe('a store with something else in it', () => {
  it('is no ring of encryption keys where it has signing keys, nor the other way round', async () => {
    for (const makers of [
      [createKeyRing, encryptionRingWorld().instance] as const,
      [encryptionRingWorld().instance, createKeyRing] as const,
    ]) {
      const { store, clock } = encryptionRingWorld()
      const [first, second] = makers
      const made = await first({ store, clock })
      made.close()
      const kept = store.kept
      await expect(second({ store, clock })).rejects.toMatchObject({
        name: 'KeyRingError',
        reason: 'unreadable',
      })
      expect(store.kept).toBe(kept)
    }
  })

  type Members = Record<string, unknown>
  it.each<[string, (document: Record<'current' | 'next', Members>) => unknown, string]>([
    ['RSA1_5', ({ current }) => (current.algorithm = 'RSA1_5'), 'no algorithm of ours'],
    ['RSA for EC', ({ current }) => (current.algorithm = 'RSA-OAEP-256'), 'does not fit'],
    [
      'another key in the place of one',
      ({ current, next }) => (current.privateKey = next.privateKey),
      'is not the one',
    ],
    ['a small RSA key', ({ next }) => Object.assign(next, smallRsa()), 'does not fit'],
    ['a key that is none', ({ next }) => (next.privateKey = 'AAAA'), 'no key that can be read'],
    ['a public half', ({ next }) => delete next.privateKey, 'has no "privateKey"'],
    ['more', ({ next }) => (next.use = 'enc'), 'more members'],
  ])('is refused where it has %s', async (_name, spoil, message) => {
    const { instance, store } = encryptionRingWorld()
    await instance()
    editDocument(store, (document) => spoil(document as never))
    await expect(instance()).rejects.toMatchObject({
      reason: 'unreadable',
      message: expect.stringContaining(message),
    })
  })
})

describe('createEncryptionKeyRing', () => {
  it.each<[string, unknown]>([
    ['algorithm', { algorithm: 'RSA1_5' }],
    ['algorithm', { algorithm: 'ES256' }],
    ['curve', { curve: 'Ed25519' }],
    ['required', { required: 'no' }],
    ['store', { store: {} }],
    ['store', { store: null }],
    ['clock', { clock: 1 }],
    ['refresh', { refresh: 0 }],
    ['staleFor', { refresh: 30, staleFor: 59 }],
    ['staleFor', { staleFor: 86_401 }],
    ['heldFor', { heldFor: -1 }],
    ['heldFor', { heldFor: Number.NaN }],
    ['tokenLifetime', { tokenLifetime: 59 }],
    ['tokenLifetime', { tokenLifetime: 2_592_001 }],
    ['storedBefore', { storedBefore: 3_659 }],
    ['rotateEvery', { rotateEvery: 7_199 }],
    ['rotateEvery', { rotateEvery: true }],
    ['publishedBefore', { publishedBefore: 7_200 }],
    ['options', null],
  ])('names a wrong "%s": %j', async (option, options) => {
    const made = createEncryptionKeyRing(options as EncryptionKeyRingOptions)
    await expect(made).rejects.toThrow(TypeError)
    await expect(made).rejects.toThrow(option)
  })

  it('takes tokens that are not encrypted, if it is told to', async () => {
    const { instance } = encryptionRingWorld()
    expect((await instance({ required: false })).required).toBe(false)
  })
})

function smallRsa(): Readonly<Record<string, string>> {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 1024,
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'der' },
  })
  return { algorithm: 'RSA-OAEP-256', privateKey: privateKey.toString('base64') }
}
