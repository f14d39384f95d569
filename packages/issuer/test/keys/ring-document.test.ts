import { generateKeyPairSync } from 'node:crypto'
import { inspect } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import { generateSigningKey, KeyRingError, type StoredRing } from '../../src/index.js'
import { BEFORE, editDocument, keyRingWorld, publishedKids } from './key-ring-world.js'

type Members = Record<string, unknown>

/** A document, opened for a test to spoil. */
interface Opened extends Members {
  next: Members
  current: Members
  retiring: [Members]
}

let otherKey: string

beforeAll(async () => {
  otherKey = base64((await generateSigningKey()).privateKey)
})

/** A ring with a key in every state. */
async function rotatedWorld() {
  const world = keyRingWorld()
  const ring = await world.instance()
  world.clock.advance(BEFORE)
  await ring.rotate()
  return { ...world, ring }
}

describe('a document that was tampered with, or broken', () => {
  it.each<[string, (document: Opened) => unknown, string]>([
    ['has no format', (all) => delete all.format, 'has no "format"'],
    ['has another format', (all) => (all.format = 2), 'has another format'],
    ['has another version', (all) => (all.version = 7), 'is of another version'],
    ['has a version that is none', (all) => (all.version = '2'), '"version" is no whole number'],
    ['says more', (all) => (all.more = 1), 'the document has more members'],
    ['has no current key', (all) => delete (all as Members).current, 'has no "current"'],
    ['has no next key', (all) => (all.next = null as never), 'the next key is no object'],
    ['has a list for a key', (all) => (all.next = [] as never), 'the next key is no object'],
    ['has no list', (all) => (all.retiring = {} as never), '"retiring" is no list'],
    [
      'has a long list',
      (all) => ((all.retiring as unknown) = Array(49).fill(0)),
      '"retiring" is too long',
    ],
    [
      'has a key twice',
      (all) => (all.retiring as Members[]).push({ ...all.retiring[0] }),
      'one key twice',
    ],
    ['says more of a key', (all) => (all.current.use = 'sig'), 'the current key has more members'],
    ['has no time', (all) => delete all.current.currentSince, 'has no "currentSince"'],
    ['has half a second', (all) => (all.next.madeAt = 0.5), '"madeAt" is no whole number'],
    [
      'has a time before time',
      (all) => (all.retiring[0].keptUntil = -1),
      '"keptUntil" is no whole number',
    ],
    ['has no kid', (all) => (all.current.kid = ''), 'the current key is not the one'],
    [
      'has another key in the place of one',
      (all) => (all.current.privateKey = otherKey),
      'the current key is not the one',
    ],
    ['has HS256', (all) => (all.next.algorithm = 'HS256'), 'the next key has no algorithm of ours'],
    ['has RS256 for EC', (all) => (all.next.algorithm = 'RS256'), 'does not fit its algorithm'],
    ['has ES384 for P-256', (all) => (all.next.algorithm = 'ES384'), 'does not fit its algorithm'],
    ['has a small RSA key', (all) => (all.next = smallRsa()), 'does not fit its algorithm'],
    [
      'has a private key that is none',
      (all) => (all.current.privateKey = 'AAAA'),
      'the current key holds no key that can be read',
    ],
    [
      'has two spellings of a key',
      (all) => (all.next.privateKey = `${String(all.next.privateKey)}\n`),
      'the next key holds no key',
    ],
    [
      'has a private half where none should be',
      (all) => (all.retiring[0].publicKey = all.current.privateKey),
      'a retiring key holds no key',
    ],
    [
      'has a public half for the key that signs',
      (all) => (all.current.privateKey = all.retiring[0].publicKey),
      'the current key holds no key',
    ],
  ])('is no ring when it %s', async (_name, spoil, message) => {
    const { ring, store, instance } = await rotatedWorld()
    const kids = publishedKids(ring)
    editDocument(store, (document) => spoil(document as Opened))
    const spoilt = store.kept

    const error = await instance().catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(KeyRingError)
    expect(error).toMatchObject({ reason: 'unreadable', message: expect.stringContaining(message) })
    await expect(ring.refresh()).rejects.toMatchObject({ reason: 'unreadable' })
    // Nobody puts a new one in its place, and what was known goes on.
    expect(store.kept).toBe(spoilt)
    expect(publishedKids(ring)).toEqual(kids)
  })

  it.each<[string, Partial<Record<keyof StoredRing, unknown>>]>([
    ['is no JSON', { document: '{"format":1' }],
    ['is no text', { document: { format: 1 } }],
    ['is no object', { document: '[]' }],
    ['is null', { document: 'null' }],
    ['is empty', { document: '' }],
    ['is too large', { document: ' '.repeat(300_000) }],
    ['has no version beside it', { version: undefined }],
    ['has another version beside it', { version: 1 }],
  ])('is no ring when it %s', async (_name, changes) => {
    const { store, instance } = await rotatedWorld()
    store.kept = { ...store.kept, ...changes } as StoredRing
    await expect(instance()).rejects.toMatchObject({ reason: 'unreadable' })
  })

  it('is told of without a word of what stands there', async () => {
    const { store, instance } = await rotatedWorld()
    const secrets = [...(store.kept?.document ?? '').matchAll(/"privateKey":"([^"]+)"/g)]
    expect(secrets).toHaveLength(2)
    for (const spoil of [
      (text: string) => text.slice(0, -1),
      (text: string) => text.replace('"privateKey":"M', '"privateKey":"N'),
      (text: string) => text.replace('"ES256"', '"ES384"'),
    ]) {
      const whole = store.kept as StoredRing
      store.kept = { ...whole, document: spoil(whole.document) }
      const error = await instance().catch((thrown: unknown) => thrown)
      store.kept = whole
      expect(error).toBeInstanceOf(KeyRingError)
      const shown = inspect(error, { depth: null, showHidden: true })
      for (const [, secret = ''] of secrets) expect(shown).not.toContain(secret.slice(20, 60))
    }
  })
})

function base64(key: Awaited<ReturnType<typeof generateSigningKey>>['privateKey']): string {
  return key.export({ type: 'pkcs8', format: 'der' }).toString('base64')
}

function smallRsa(): Members {
  const privateKeyEncoding = { type: 'pkcs8', format: 'der' } as const
  const publicKeyEncoding = { type: 'spki', format: 'der' } as const
  const options = { modulusLength: 1024, privateKeyEncoding, publicKeyEncoding }
  const { privateKey } = generateKeyPairSync('rsa', options)
  return {
    kid: 'x',
    algorithm: 'RS256',
    madeAt: 0,
    privateKey: privateKey.toString('base64'),
  }
}
