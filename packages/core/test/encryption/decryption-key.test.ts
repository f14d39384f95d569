import { beforeAll, describe, expect, it } from 'vitest'
import { importDecryptionKey, opens } from '../../src/encryption/decryption-key.js'
import type { WantedDecryptionKey } from '../../src/encryption/envelope.js'
import { importKnown } from '../../src/encryption/known-keys.js'
import { decryptionKey, sharedKey, type TestDecryptionKey } from '../support/decryption-keys.js'

const CURVES = ['P-256', 'P-384', 'P-521', 'X25519']

let rsa: TestDecryptionKey
let otherRsa: TestDecryptionKey
let weak: TestDecryptionKey
const keys = new Map<string, TestDecryptionKey>()

beforeAll(() => {
  rsa = decryptionKey('RSA', 'r')
  otherRsa = decryptionKey('RSA')
  weak = decryptionKey('RSA', 'weak', 1024)
  keys.set('RSA', rsa)
  for (const curve of CURVES) keys.set(curve, decryptionKey(curve, curve))
})

const jwkOf = (kind: string): Record<string, unknown> => ({ ...keys.get(kind)?.jwk })

function problemOf(jwk: unknown): string {
  try {
    importDecryptionKey(jwk)
    return 'none'
  } catch (error) {
    return (error as Error).message
  }
}

const wanted = (changes: Partial<WantedDecryptionKey>): WantedDecryptionKey => ({
  algorithm: 'ECDH-ES',
  encryption: 'A256GCM',
  kid: undefined,
  curve: 'P-256',
  encryptedKeyBytes: 0,
  ...changes,
})

describe('a key for decryption', () => {
  it.each(['RSA', ...CURVES])('may be one of %s', (kind) => {
    const jwk = jwkOf(kind)
    const { key } = importDecryptionKey(jwk)
    expect(key.type).toBe('private')
    const operations = kind === 'RSA' ? ['decrypt', 'unwrapKey'] : ['deriveKey', 'deriveBits']
    for (const one of operations) {
      expect(problemOf({ ...jwk, use: 'enc', key_ops: [one] })).toBe('none')
    }
    const alg = kind === 'RSA' ? 'RSA-OAEP-512' : 'ECDH-ES+A192KW'
    expect(importDecryptionKey({ ...jwk, alg }).algorithm).toBe(alg)
  })

  it.each(['RSA', ...CURVES])('has its own private half: %s', (kind) => {
    const jwk = jwkOf(kind)
    const other = kind === 'RSA' ? otherRsa.jwk : decryptionKey(kind).jwk
    const { d, p, q, dp, dq, qi } = other
    const swapped = kind === 'RSA' ? { d, p, q, dp, dq, qi } : { d }
    expect(problemOf({ ...jwk, ...swapped })).toMatch(
      /^the private half is of another key$|^malformed private key$/,
    )
    expect(problemOf({ ...jwk, d: undefined })).toBe('no private key')
    expect(problemOf({ ...jwk, d: 1 })).toBe('malformed d')
    expect(problemOf({ ...jwk, d: `${String(jwk['d'])}=` })).toBe('malformed d')
  })

  it('is for decryption, as far as it says', () => {
    for (const kind of ['RSA', 'P-256', 'X25519']) {
      const jwk = jwkOf(kind)
      for (const use of ['sig', '', 1, null, ['enc']]) {
        expect(problemOf({ ...jwk, use })).toBe('not for encryption (use)')
      }
      for (const key_ops of [[], ['sign'], ['encrypt'], ['wrapKey'], 'decrypt', null]) {
        expect(problemOf({ ...jwk, key_ops })).toBe('not for decryption (key_ops)')
      }
    }
    const twice = ['deriveBits', 'deriveBits']
    expect(problemOf({ ...jwkOf('P-256'), key_ops: twice })).toBe('not for decryption (key_ops)')
    expect(problemOf({ ...jwkOf('P-256'), key_ops: ['decrypt'] })).toMatch('key_ops')
    expect(problemOf({ ...jwkOf('RSA'), key_ops: ['deriveBits'] })).toMatch('key_ops')
  })

  it.each([
    ['RSA', 'RSA1_5', 'unsupported alg'],
    ['RSA', 'RS256', 'unsupported alg'],
    ['RSA', 'A256GCM', 'unsupported alg'],
    ['RSA', 'ECDH-ES', 'alg of another key type'],
    ['P-256', 'ES256', 'unsupported alg'],
    ['P-256', 'dir', 'alg of another key type'],
    ['X25519', 'RSA-OAEP', 'alg of another key type'],
    ['X25519', 1, 'unsupported alg'],
  ])('of %s is not for %s', (kind, alg, problem) => {
    expect(problemOf({ ...jwkOf(kind), alg })).toBe(problem)
  })

  it('is strong, and on a curve that we know', () => {
    expect(problemOf(weak.jwk)).toBe('modulus too short')
    expect(problemOf({ ...jwkOf('RSA'), e: 'AQ' })).toBe('weak exponent')
    expect(problemOf({ ...jwkOf('RSA'), oth: [] })).toBe('more than two primes')
    expect(problemOf({ ...jwkOf('P-256'), crv: 'P-384' })).toBe('malformed x')
    expect(problemOf({ ...jwkOf('P-256'), crv: 'secp256k1' })).toBe('unsupported crv')
    expect(problemOf({ ...jwkOf('P-256'), y: jwkOf('P-256')['x'] })).toBe(
      'not a point of the curve',
    )
    expect(problemOf({ ...jwkOf('X25519'), crv: 'X448' })).toBe('unsupported crv')
    expect(problemOf({ ...jwkOf('X25519'), crv: 'Ed25519' })).toBe('unsupported crv')
    const zeros = { ...jwkOf('X25519'), x: 'A'.repeat(43) }
    expect(problemOf(zeros)).toBe('the private half is of another key')
    expect(problemOf({ kty: 'AKP', d: 'AA' })).toBe('unsupported kty')
  })

  it.each([null, undefined, 1, 'key', [], {}, { kty: 'EC' }])('is not %s', (value) => {
    expect(problemOf(value)).not.toBe('none')
  })

  it('has a name that is a text, or none', () => {
    expect(importDecryptionKey(jwkOf('RSA')).kid).toBe('r')
    for (const kid of [1, null, ['r']]) {
      expect(problemOf({ ...jwkOf('RSA'), kid })).toBe('malformed kid')
    }
  })

  it('tells nothing of itself where it is refused', () => {
    for (const kind of keys.keys()) {
      const jwk = jwkOf(kind)
      const secret = String(jwk['d'])
      const broken = [{ d: secret.slice(2) }, { d: `${secret}AA` }, { x: secret }, { n: secret }]
      for (const change of broken) {
        const problem = problemOf({ ...jwk, ...change })
        expect(problem).not.toContain(secret.slice(2, 12))
      }
    }
  })
})

describe('a shared key', () => {
  it('says what it is for', () => {
    const { jwk } = sharedKey('A128KW', 16)
    expect(importDecryptionKey(jwk)).toMatchObject({ algorithm: 'A128KW', encryption: undefined })
    expect(problemOf({ ...jwk, alg: undefined })).toBe('a shared key without alg')
    for (const alg of ['HS256', 'PBES2-HS256+A128KW', 'ECDH-ES', 'RSA-OAEP', '', null]) {
      expect(problemOf({ ...jwk, alg })).toBe('unsupported alg')
    }
    expect(problemOf({ ...jwk, use: 'sig' })).toBe('not for encryption (use)')
    expect(problemOf({ ...jwk, key_ops: ['verify'] })).toBe('not for decryption (key_ops)')
    expect(problemOf({ ...jwk, key_ops: ['unwrapKey'] })).toBe('none')
    expect(problemOf({ kty: 'oct', alg: 'A128KW' })).toBe('malformed k')
  })

  it.each([
    ['A128KW', 16],
    ['A192KW', 24],
    ['A256KW', 32],
    ['A128GCMKW', 16],
    ['A256GCMKW', 32],
    ['A128GCM', 16],
    ['A256GCM', 32],
    ['A128CBC-HS256', 32],
    ['A256CBC-HS512', 64],
  ])('for %s is %i bytes long', (alg, bytes) => {
    expect(problemOf(sharedKey(alg, bytes).jwk)).toBe('none')
    for (const wrong of [bytes - 1, bytes + 1, bytes / 2, 64].filter((one) => one !== bytes)) {
      expect(problemOf(sharedKey(alg, wrong).jwk)).toMatch(/^not as long as|^malformed k$/)
    }
  })

  it('for dir opens what it is long enough for, or the one enc that it names', () => {
    const any = importDecryptionKey(sharedKey('dir', 32).jwk)
    const one = importDecryptionKey(sharedKey('A256GCM', 32).jwk)
    const direct = (encryption: WantedDecryptionKey['encryption']): WantedDecryptionKey =>
      wanted({ algorithm: 'dir', encryption, curve: undefined })
    expect(opens(any, direct('A256GCM'))).toBe(true)
    expect(opens(any, direct('A128CBC-HS256'))).toBe(true)
    expect(opens(any, direct('A128GCM'))).toBe(false)
    expect(opens(one, direct('A256GCM'))).toBe(true)
    expect(opens(one, direct('A128CBC-HS256'))).toBe(false)
    expect(opens(one, wanted({ algorithm: 'A256KW', curve: undefined }))).toBe(false)
    expect(problemOf(sharedKey('dir', 20).jwk)).toMatch('not as long as')
  })
})

describe('a key that fits', () => {
  it('has the name, the type, the curve, the length and the alg', () => {
    const ec = importDecryptionKey(jwkOf('P-256'))
    expect(opens(ec, wanted({}))).toBe(true)
    expect(opens(ec, wanted({ kid: 'P-256' }))).toBe(true)
    expect(opens(ec, wanted({ kid: 'p-256' }))).toBe(false)
    expect(opens(ec, wanted({ curve: 'P-384' }))).toBe(false)
    expect(opens(ec, wanted({ algorithm: 'dir', curve: undefined }))).toBe(false)
    const one = importDecryptionKey({ ...jwkOf('P-256'), alg: 'ECDH-ES' })
    expect(opens(one, wanted({}))).toBe(true)
    expect(opens(one, wanted({ algorithm: 'ECDH-ES+A128KW' }))).toBe(false)

    const own = importDecryptionKey(rsa.jwk)
    const wrapped = { algorithm: 'RSA-OAEP', curve: undefined } as const
    expect(opens(own, wanted({ ...wrapped, encryptedKeyBytes: 256 }))).toBe(true)
    expect(opens(own, wanted({ ...wrapped, encryptedKeyBytes: 255 }))).toBe(false)
    expect(opens(own, wanted({ ...wrapped, encryptedKeyBytes: 512 }))).toBe(false)
  })

  it('needs its name where the token has one', () => {
    const { kid: _kid, ...jwk } = jwkOf('P-256')
    expect(opens(importDecryptionKey(jwk), wanted({ kid: 'P-256' }))).toBe(false)
  })
})

describe('a key that was imported before', () => {
  it('is the same for the same object, and another for a changed one', () => {
    const jwk = jwkOf('P-256')
    const first = importKnown(jwk)
    expect(importKnown(jwk)).toBe(first)
    expect(importKnown({ ...jwk })).not.toBe(first)
    jwk['kid'] = 'renamed'
    expect(importKnown(jwk)).toMatchObject({ kid: 'renamed' })
    jwk['use'] = 'sig'
    expect(importKnown(jwk)).toBeInstanceOf(Error)
    expect(importKnown(jwk)).toBe(importKnown(jwk))
    const bare: unknown = Object.assign(Object.create(null), jwkOf('P-256'))
    expect(importKnown(bare)).toBe(importKnown(bare))
  })

  it('may come with what cannot be copied', () => {
    expect(importKnown({ ...jwkOf('P-256'), custom: () => 1 })).not.toBeInstanceOf(Error)
    expect(importKnown(5)).toBeInstanceOf(Error)
  })
})
