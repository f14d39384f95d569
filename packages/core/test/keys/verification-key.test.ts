import type { JsonWebKey } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { importVerificationKey } from '../../src/keys/verification-key.js'
import { bytesOf } from '../support/numbers.js'
import { keyPair } from '@countersign/testing'

const jwkOf = (type: 'rsa' | 'ec' | 'ed25519', options: object = {}): JsonWebKey =>
  // The overloads of node:crypto know no union.
  keyPair(type as 'ec', options as { namedCurve: string }).publicKey.export({
    format: 'jwk',
  })

const rsa = jwkOf('rsa', { modulusLength: 2048 })
const p256 = jwkOf('ec', { namedCurve: 'P-256' })
const p384 = jwkOf('ec', { namedCurve: 'P-384' })
const p521 = jwkOf('ec', { namedCurve: 'P-521' })
const ed25519 = jwkOf('ed25519')

/** Why an entry is of no use; `undefined` if it is. */
function problemOf(entry: unknown): string | undefined {
  try {
    importVerificationKey(entry)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : 'no Error'
  }
}

/** Another spelling of the same bytes: a bit set that no byte uses. */
const withStrayBit = (text: string | undefined): string =>
  `${text?.slice(0, -1)}${String.fromCharCode((text?.charCodeAt(text.length - 1) ?? 0) + 1)}`

/** The same number with a zero in front. */
const withZero = (text = ''): string =>
  Buffer.concat([Buffer.alloc(1), Buffer.from(text, 'base64url')]).toString('base64url')

const modulus = (bits: number): string =>
  bytesOf(2n ** BigInt(bits - 1) + 1n, Math.ceil(bits / 8)).toString('base64url')

describe('a public key', () => {
  it.each([
    ['RSA', rsa, { kty: 'RSA', crv: undefined, modulusBytes: 256 }],
    ['P-256', p256, { kty: 'EC', crv: 'P-256', modulusBytes: undefined }],
    ['P-384', p384, { kty: 'EC', crv: 'P-384', modulusBytes: undefined }],
    ['P-521', p521, { kty: 'EC', crv: 'P-521', modulusBytes: undefined }],
    ['Ed25519', ed25519, { kty: 'OKP', crv: 'Ed25519', modulusBytes: undefined }],
  ] as const)('of %s is imported', (_, jwk, expected) => {
    const key = importVerificationKey(jwk)
    expect(key).toMatchObject({ ...expected, kid: undefined, algorithm: undefined })
    expect(key.publicKey.type).toBe('public')
    expect(key.publicKey.export({ format: 'jwk' })).toEqual(jwk)
  })

  it('brings its name, its algorithm, and what nobody knows', () => {
    const jwk = {
      ...p256,
      kid: '',
      alg: 'ES256',
      use: 'sig',
      key_ops: ['verify'],
      ext: true,
      x5c: 1,
    }
    expect(importVerificationKey(jwk)).toMatchObject({ kid: '', algorithm: 'ES256' })
  })

  it.each([
    [rsa, ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512']],
    [p256, ['ES256']],
    [p384, ['ES384']],
    [p521, ['ES512']],
    [ed25519, ['EdDSA', 'Ed25519']],
  ])('is for the algorithms of its type and curve: %#', (jwk, algorithms) => {
    const all = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512']
    for (const alg of [...all, 'EdDSA', 'Ed25519', 'ML-DSA-44', 'ML-DSA-65', 'ML-DSA-87']) {
      const expected = algorithms.includes(alg) ? undefined : 'alg of another key type'
      expect([alg, problemOf({ ...jwk, alg })]).toEqual([alg, expected])
    }
  })
})

describe('an entry that is skipped', () => {
  it.each([null, undefined, 1, 'key', [], [p256], true])('%j: no object', (entry) => {
    expect(problemOf(entry)).toBe('no object')
  })

  it.each(['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'])('%s: a secret', (member) => {
    for (const jwk of [rsa, p256, ed25519]) {
      expect(problemOf({ ...jwk, [member]: null })).toBe('private or symmetric')
    }
  })

  it('holds a private key of any kind, or a symmetric one', () => {
    const { privateKey } = keyPair('ed25519')
    expect(problemOf(privateKey.export({ format: 'jwk' }))).toBe('private or symmetric')
    expect(problemOf({ kty: 'oct', k: 'c2VjcmV0' })).toBe('private or symmetric')
    expect(problemOf({ kty: 'oct' })).toBe('unsupported kty')
  })

  const wrong: readonly (readonly [changes: Record<string, unknown>, problem: RegExp])[] = [
    [{ kid: 1 }, /^malformed kid$/],
    [{ kid: null }, /^malformed kid$/],
    [{ use: 'enc' }, /\(use\)$/],
    [{ use: 'SIG' }, /\(use\)$/],
    [{ use: 1 }, /\(use\)$/],
    [{ use: ['sig'] }, /\(use\)$/],
    [{ use: null }, /\(use\)$/],
    [{ key_ops: [] }, /\(key_ops\)$/],
    [{ key_ops: ['sign'] }, /\(key_ops\)$/],
    [{ key_ops: ['encrypt'] }, /\(key_ops\)$/],
    [{ key_ops: 'verify' }, /\(key_ops\)$/],
    [{ key_ops: ['verify', 'verify'] }, /\(key_ops\)$/],
    [{ key_ops: ['verify', 1] }, /\(key_ops\)$/],
    [{ key_ops: null }, /\(key_ops\)$/],
    [{ ext: 'true' }, /^malformed ext$/],
    [{ ext: null }, /^malformed ext$/],
    [{ alg: 'HS256' }, /^unsupported alg$/],
    [{ alg: 'none' }, /^unsupported alg$/],
    [{ alg: 'ES256K' }, /^unsupported alg$/],
    [{ alg: 'toString' }, /^unsupported alg$/],
    [{ alg: null }, /^unsupported alg$/],
    [{ alg: ['ES256'] }, /^unsupported alg$/],
    [{ alg: 'ES384' }, /^alg of another key type$/],
    [{ kty: 'ec' }, /^unsupported kty$/],
    [{ kty: undefined }, /^unsupported kty$/],
    [{ kty: 'OKP' }, /^unsupported crv$/],
    [{ kty: 'RSA' }, /^malformed n$/],
    [{ crv: 'P-192' }, /^unsupported crv$/],
    [{ crv: 'secp256k1' }, /^unsupported crv$/],
    [{ crv: 'toString' }, /^(?:unsupported crv|malformed x)$/],
    [{ crv: 'P-384' }, /^malformed x$/],
    [{ crv: undefined }, /^unsupported crv$/],
    [{ x: undefined }, /^malformed x$/],
    [{ x: 1 }, /^malformed x$/],
    [{ y: '' }, /^malformed y$/],
    [{ x: `${p256.x}=` }, /^malformed x$/],
    [{ y: withStrayBit(p256.y) }, /^malformed y$/],
    [{ x: withZero(p256.x) }, /^malformed x$/],
    [
      {
        y: Buffer.from(p256.y ?? '', 'base64url')
          .subarray(1)
          .toString('base64url'),
      },
      /^malformed y/,
    ],
    [{ x: p256.y, y: p256.x }, /^not a point of the curve/],
    [
      { x: Buffer.alloc(32).toString('base64url'), y: Buffer.alloc(32).toString('base64url') },
      /^not a point of the curve/,
    ],
  ]

  it.each([p256, p384, p521])('a key off its curve, or beyond its field: %#', (jwk) => {
    expect(problemOf(jwk)).toBeUndefined()
    const [x, y] = [jwk.x, jwk.y].map((value) => Buffer.from(value ?? '', 'base64url'))
    y?.writeUInt8(y.readUInt8(y.length - 1) ^ 1, y.length - 1)
    expect(problemOf({ ...jwk, y: y?.toString('base64url') })).toBe('not a point of the curve')
    const beyond = x?.fill(255).toString('base64url')
    expect(problemOf({ ...jwk, x: beyond })).toBe('not a point of the curve')
  })

  it.each(wrong)('a P-256 key with %o', (changes, problem) => {
    expect(problemOf({ ...p256, ...changes })).toMatch(problem)
  })
})

describe('an RSA key that is skipped', () => {
  it.each([
    ['too short', { n: modulus(512) }, 'modulus too short'],
    ['too short', { n: modulus(1024) }, 'modulus too short'],
    ['a bit too short', { n: modulus(2047) }, 'modulus too short'],
    ['too short behind zeros', { n: withZero(modulus(2040)) }, 'modulus too short'],
    ['longer than 8192 bits', { n: modulus(8200) }, 'malformed n'],
    ['e = 1', { e: 'AQ' }, 'weak exponent'],
    ['e = 0', { e: 'AA' }, 'weak exponent'],
    ['e = 2', { e: 'Ag' }, 'weak exponent'],
    ['e = 65536', { e: 'AQAA' }, 'weak exponent'],
    ['e of five bytes', { e: 'AQAAAAE' }, 'malformed e'],
    ['no e', { e: undefined }, 'malformed e'],
    ['no n', { n: undefined }, 'malformed n'],
    ['an empty n', { n: '' }, 'malformed n'],
    ['an empty e', { e: '' }, 'malformed e'],
    ['a padded e', { e: 'AQAB====' }, 'malformed e'],
  ])('for being %s', (_, changes, problem) => {
    expect(problemOf({ ...rsa, ...changes })).toBe(problem)
  })

  it('is not one of 2048 bits, of 8192 bits, or with an exponent of 3', () => {
    for (const bits of [2048, 2049, 8192]) {
      const key = importVerificationKey({ kty: 'RSA', n: modulus(bits), e: 'Aw' })
      expect(key.modulusBytes).toBe(Math.ceil(bits / 8))
    }
  })

  it('has as many bytes as its modulus, whatever zeros stand in front', () => {
    expect(importVerificationKey({ ...rsa, n: withZero(rsa.n) }).modulusBytes).toBe(256)
  })
})

describe('an Ed25519 key that is skipped', () => {
  it.each([
    ['another curve', { crv: 'Ed448' }, 'unsupported crv'],
    ['a curve for encryption', { crv: 'X25519' }, 'unsupported crv'],
    ['31 bytes', { x: Buffer.alloc(31, 9).toString('base64url') }, 'malformed x'],
    ['33 bytes', { x: Buffer.alloc(33, 9).toString('base64url') }, 'malformed x'],
    ['stray bits', { x: withStrayBit(ed25519.x) }, 'malformed x'],
    ['no x', { x: undefined }, 'malformed x'],
    ['small order', { x: Buffer.alloc(32).toString('base64url') }, 'point of small order'],
  ])('for %s', (_, changes, problem) => {
    expect(problemOf({ ...ed25519, ...changes })).toBe(problem)
  })
})
