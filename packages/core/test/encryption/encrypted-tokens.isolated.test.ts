import type * as jose from 'jose'
import { compactDecrypt } from 'jose/jwe/compact/decrypt'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { DecryptionKeys, Verifier } from '../../src/index.js'
import { isAuthError } from '../../src/index.js'
import { decryptionKey, encrypted, type TestDecryptionKey } from '../support/decryption-keys.js'
import { refusalOf } from '../support/outcome.js'
import { createWorld, type World } from '../support/world.js'

vi.mock('jose/jwe/compact/decrypt', { spy: true })

let world: World
let key: TestDecryptionKey
let other: TestDecryptionKey
let rsa: TestDecryptionKey

beforeAll(async () => {
  world = await createWorld()
  key = decryptionKey('P-256', 'k')
  other = decryptionKey('P-256', 'other')
  rsa = decryptionKey('RSA', 'r')
})
beforeEach(() => vi.clearAllMocks())
afterAll(() => world.close())

/** How often something was decrypted, or tried to be. */
const decryptions = (): number => vi.mocked(compactDecrypt).mock.calls.length

const reasonFor = async (verifier: Verifier, token: string): Promise<string> =>
  (await refusalOf(verifier.verifyToken(token))).reason

const detailFor = async (verifier: Verifier, token: string): Promise<string> => {
  const { cause } = await refusalOf(verifier.verifyToken(token))
  return (cause as Error).message
}

describe('an encrypted token', () => {
  it('gives the token that was sent, and the claims that are inside', async () => {
    const verifier = world.verifier({ decryption: [key.jwk] })
    const sealed = await encrypted(await world.provider.token({ scope: 'a b' }), key.lock)
    const auth = await verifier.verifyToken(sealed)
    expect(auth.token).toBe(sealed)
    expect(auth).toMatchObject({ kind: 'jwt', subject: 'u1', issuer: world.provider.issuer })
    expect([...auth.scopes]).toEqual(['a', 'b'])
  })

  it('is refused where nobody has keys for it', async () => {
    const sealed = await encrypted(await world.provider.token(), key.lock)
    expect(await reasonFor(world.verifier(), sealed)).toBe('encrypted_token')
    expect(decryptions()).toBe(0)
  })

  it('is bounded as it is sent', async () => {
    const sealed = await encrypted(await world.provider.token(), key.lock)
    const options = { decryption: [key.jwk], limits: { tokenBytes: sealed.length } }
    await expect(world.verifier(options).verifyToken(sealed)).resolves.toBeDefined()
    const tight = { ...options, limits: { tokenBytes: sealed.length - 1 } }
    expect(await reasonFor(world.verifier(tight), sealed)).toBe('token_too_large')
  })

  it('is given to jose with the one key, and the two algorithms that it names', async () => {
    const verifier = world.verifier({ decryption: [other.jwk, key.jwk, rsa.jwk] })
    const inner = await world.provider.token()
    await verifier.verifyToken(await encrypted(inner, key.lock, { kid: 'k', enc: 'A128GCM' }))
    expect(decryptions()).toBe(1)
    const [, given, options] = vi.mocked(compactDecrypt).mock.calls[0] ?? []
    expect(given).toMatchObject({ type: 'private' })
    expect(options).toEqual({
      keyManagementAlgorithms: ['ECDH-ES'],
      contentEncryptionAlgorithms: ['A128GCM'],
      maxDecompressedLength: 0,
    })
  })

  it('is tried with the keys that fit, and with no more than needed', async () => {
    const verifier = world.verifier({ decryption: [other.jwk, key.jwk, rsa.jwk] })
    const inner = await world.provider.token()
    await verifier.verifyToken(await encrypted(inner, other.lock))
    expect(decryptions()).toBe(1)
    await verifier.verifyToken(await encrypted(inner, key.lock))
    expect(decryptions()).toBe(3)
    const unknown = await encrypted(inner, key.lock, { kid: 'K' })
    expect(await reasonFor(verifier, unknown)).toBe('undecryptable_token')
    expect(decryptions()).toBe(3)
  })

  it('is not decrypted for what can be seen outside', async () => {
    const ring = { keys: vi.fn<DecryptionKeys['keys']>(() => [key.jwk]) }
    const verifier = world.verifier({ decryption: ring })
    const sealed = await encrypted(await world.provider.token(), key.lock)
    const [header = '', ...rest] = sealed.split('.')
    const outside: unknown = JSON.parse(Buffer.from(header, 'base64url').toString())
    for (const [change, reason] of [
      [{ alg: 'RSA1_5' }, 'unsupported_encryption'],
      [{ enc: 'A256GCM+' }, 'unsupported_encryption'],
      [{ cty: 'text' }, 'unsupported_encryption'],
      [{ zip: 'DEF' }, 'unsupported_header'],
      [{ crit: ['x'] }, 'unsupported_header'],
      [{ epk: {} }, 'undecryptable_token'],
      [{ kid: 1 }, 'malformed_token'],
    ] as const) {
      const changed = Buffer.from(JSON.stringify({ ...(outside as object), ...change }))
      const token = [changed.toString('base64url'), ...rest].join('.')
      // oxlint-disable-next-line no-await-in-loop
      expect(await reasonFor(verifier, token)).toBe(reason)
    }
    expect(ring.keys).not.toHaveBeenCalled()
    expect(decryptions()).toBe(0)
  })

  it('has one reason for whatever keeps it shut', async () => {
    const verifier = world.verifier({ decryption: [key.jwk] })
    const inner = await world.provider.token()
    const sealed = await encrypted(inner, key.lock, { kid: 'k' })
    const shut: Readonly<Record<string, string>> = {
      [sealed.slice(0, -4) + 'AAAA']: 'no key opens it',
      [await encrypted(inner, other.lock, { kid: 'k' })]: 'no key opens it',
      [await encrypted(inner, other.lock, { kid: 'other' })]: 'no key fits',
      [await encrypted(inner, rsa.lock, { alg: 'RSA-OAEP' })]: 'no key fits',
      [await encrypted(sealed, key.lock)]: 'no signed token in it',
      [await encrypted('{"sub":"u1"}', key.lock)]: 'no signed token in it',
      [await encrypted('', key.lock)]: 'no signed token in it',
      [await encrypted(`\u0165${inner}`, key.lock)]: 'no signed token in it',
    }
    for (const [token, detail] of Object.entries(shut)) {
      // oxlint-disable-next-line no-await-in-loop
      expect(await detailFor(verifier, token)).toBe(detail)
      // oxlint-disable-next-line no-await-in-loop
      expect(await reasonFor(verifier, token)).toBe('undecryptable_token')
    }
  })

  it('is refused for what is inside like any other', async () => {
    const verifier = world.verifier({ decryption: [key.jwk] })
    const seal = (text: string): Promise<string> => encrypted(text, key.lock)
    const { provider } = world
    const good = await provider.token()
    expect(await reasonFor(verifier, await seal(`${good.slice(0, -4)}AAAA`))).toBe(
      'invalid_signature',
    )
    expect(await reasonFor(verifier, await seal(await provider.token({ exp: 1 })))).toBe(
      'token_expired',
    )
    const foreign = await provider.token({ iss: 'https://other.example' })
    expect(await reasonFor(verifier, await seal(foreign))).toBe('untrusted_issuer')
    const none = provider.sign({ header: { alg: 'none' } })
    expect(await reasonFor(verifier, await seal(none))).toBe('unsupported_algorithm')
    expect(await reasonFor(verifier, await seal('a.b.c'))).toBe('malformed_token')
    const bound = await provider.token({ cnf: { kid: 'x' } })
    expect(await reasonFor(verifier, await seal(bound))).toBe('unsupported_binding')
  })

  it('says outside what it says inside, or nothing', async () => {
    const verifier = world.verifier({ decryption: [key.jwk] })
    const aud = ['https://rs.example', 'https://other.example']
    const inner = await world.provider.token({ aud })
    const seal = (header: object): Promise<string> => encrypted(inner, key.lock, { ...header })
    const { issuer: iss } = world.provider
    await expect(verifier.verifyToken(await seal({ iss, aud, sub: 'u1' }))).resolves.toBeDefined()
    for (const header of [
      { iss: `${iss}/` },
      { aud: aud.toReversed() },
      { aud: aud[0] },
      { sub: 'u2' },
      { sub: null },
    ]) {
      // oxlint-disable-next-line no-await-in-loop
      expect(await reasonFor(verifier, await seal(header))).toBe('malformed_claim')
    }
  })
})

describe('a token that is not encrypted', () => {
  it('is refused where encryption is required, kept or not', async () => {
    const verifier = world.verifier({ decryption: [key.jwk] })
    const inner = await world.provider.token()
    const sealed = await encrypted(inner, key.lock)
    for (let time = 0; time < 3; time++) {
      // oxlint-disable-next-line no-await-in-loop
      await verifier.verifyToken(sealed)
      // oxlint-disable-next-line no-await-in-loop
      expect(await reasonFor(verifier, inner)).toBe('unencrypted_token')
    }
  })

  it('is taken where it is not', async () => {
    const decryption = { keys: () => [key.jwk], required: false }
    const verifier = world.verifier({ decryption })
    await expect(verifier.verifyToken(await world.provider.token())).resolves.toBeDefined()
  })
})

describe('an encrypted token that comes again', () => {
  it('is not decrypted again', async () => {
    const verifier = world.verifier({ decryption: [key.jwk] })
    const sealed = await encrypted(await world.provider.token(), key.lock)
    for (let time = 0; time < 5; time++) {
      // oxlint-disable-next-line no-await-in-loop
      const { token } = await verifier.verifyToken(sealed)
      expect(token).toBe(sealed)
    }
    expect(decryptions()).toBe(2)
    world.clock.advance(301 + 5)
    expect(await reasonFor(verifier, sealed)).toBe('token_expired')
    expect(decryptions()).toBe(2)
  })

  it('needs its key each time', async () => {
    let list: readonly jose.JWK[] = [key.jwk]
    const ring = { keys: vi.fn<DecryptionKeys['keys']>(() => list) }
    const verifier = world.verifier({ decryption: ring })
    const sealed = await encrypted(await world.provider.token(), key.lock)
    for (let time = 1; time <= 4; time++) {
      // oxlint-disable-next-line no-await-in-loop
      await verifier.verifyToken(sealed)
      // Once for each token, and not once for each question.
      expect(ring.keys).toHaveBeenCalledTimes(time)
    }
    // Another object with the same key in it is the same key, and another name is of no matter here.
    list = [{ ...key.jwk, kid: 'renamed' }, other.jwk]
    await verifier.verifyToken(sealed)
    expect(decryptions()).toBe(2)
    list = [{ ...key.jwk, use: 'sig' }, other.jwk]
    expect(await reasonFor(verifier, sealed)).toBe('undecryptable_token')
    list = [{ ...key.jwk, alg: 'ECDH-ES+A128KW' }]
    expect(await reasonFor(verifier, sealed)).toBe('undecryptable_token')
    list = [key.jwk]
    await expect(verifier.verifyToken(sealed)).resolves.toBeDefined()
  })
})

describe('several issuers', () => {
  it('do not have to wait for the keys of another, and are told where it matters', async () => {
    const away = { keys: () => Promise.reject(new Error('away')) }
    const issuer = [
      { issuer: 'https://other.example', decryption: away },
      { issuer: world.provider.issuer, decryption: [key.jwk] },
    ]
    const verifier = world.verifier({ issuer })
    const inner = await world.provider.token()
    await expect(verifier.verifyToken(await encrypted(inner, key.lock))).resolves.toBeDefined()
    // It may be for a key that we do not see.
    const unknown = await encrypted(inner, other.lock)
    expect(await reasonFor(verifier, unknown)).toBe('dependency_unavailable')
  })

  it('do not have to wait for keys of another that never come', async () => {
    const never: DecryptionKeys = { keys: () => new Promise(() => undefined) }
    const issuer = [
      { issuer: 'https://slow.example', decryption: never },
      { issuer: world.provider.issuer, decryption: [key.jwk] },
    ]
    const sealed = await encrypted(await world.provider.token(), key.lock)
    vi.useFakeTimers()
    try {
      await expect(world.verifier({ issuer }).verifyToken(sealed)).resolves.toBeDefined()
      // What fails when nobody waits any more is nobody's business.
      await vi.advanceTimersByTimeAsync(5_000)
    } finally {
      vi.useRealTimers()
    }
  })

  it('may share a key, which is tried once', async () => {
    const own = (issuer: string): object => ({ issuer, decryption: [{ ...other.jwk }] })
    const names = Array.from({ length: 6 }, (_, at) => `https://${at}.example`)
    const issuer = [...names, world.provider.issuer].map(own) as { issuer: string }[]
    const verifier = world.verifier({ issuer })
    const inner = await world.provider.token()
    await expect(verifier.verifyToken(await encrypted(inner, other.lock))).resolves.toBeDefined()
    expect(decryptions()).toBe(1)
    expect(await detailFor(verifier, await encrypted(inner, key.lock))).toBe('no key opens it')
    expect(decryptions()).toBe(2)
  })

  it('have keys of their own', async () => {
    const issuer = [
      { issuer: world.provider.issuer, decryption: [key.jwk] },
      { issuer: 'https://other.example', decryption: [other.jwk] },
    ]
    const verifier = world.verifier({ issuer })
    const sealed = await encrypted(await world.provider.token(), other.lock)
    expect(await detailFor(verifier, sealed)).toBe('a key of another issuer')
    expect(await reasonFor(verifier, sealed)).toBe('undecryptable_token')
    // One that has none has agreed on no encryption.
    const plain = world.verifier({ issuer: [world.provider.issuer, ...issuer.slice(1)] })
    expect(await detailFor(plain, sealed)).toBe('a key of another issuer')
    await expect(plain.verifyToken(await world.provider.token())).resolves.toBeDefined()
  })

  it('that a function knows need keys that are known before', async () => {
    const trusted = { issuer: world.provider.issuer, decryption: [key.jwk] }
    const issuer = (): typeof trusted => trusted
    const inner = await world.provider.token()
    const refused = await refusalOf(world.verifier({ issuer }).verifyToken(inner))
    expect(refused.reason).toBe('dependency_unavailable')
    expect((refused.cause as Error).message).toContain('issuer().decryption')
    const verifier = world.verifier({ issuer, decryption: [key.jwk, other.jwk] })
    await expect(verifier.verifyToken(await encrypted(inner, key.lock))).resolves.toBeDefined()
    const by = await encrypted(inner, other.lock)
    expect(await detailFor(verifier, by)).toBe('a key of another issuer')
    expect(await reasonFor(verifier, inner)).toBe('unencrypted_token')
  })
})

describe('a key of ours that is of no use', () => {
  it('is no fault of whoever names it', async () => {
    const bad = { ...other.jwk, use: 'sig' }
    const verifier = world.verifier({ decryption: { keys: () => [key.jwk, bad] } })
    const inner = await world.provider.token()
    const named = await encrypted(inner, other.lock, { kid: 'other' })
    const outcome: unknown = await verifier.verifyToken(named).catch((error: unknown) => error)
    expect(isAuthError(outcome) && outcome.status).toBe(503)
    const nameless = await encrypted(inner, other.lock)
    expect(await reasonFor(verifier, nameless)).toBe('undecryptable_token')
    await expect(verifier.verifyToken(await encrypted(inner, key.lock))).resolves.toBeDefined()
  })
})
