import { encodeSegment } from '@countersign/testing'
import { describe, expect, it } from 'vitest'
import {
  CONTENT_ENCRYPTION,
  isContentEncryption,
  isKeyManagement,
} from '../../src/encryption/algorithms.js'
import { readEnvelope } from '../../src/encryption/envelope.js'
import { reasonOf } from '../support/outcome.js'

const GOOD = { alg: 'dir', enc: 'A256GCM', cty: 'JWT', kid: 'k' }
const EPK = { kty: 'OKP', crv: 'X25519', x: 'A'.repeat(43) }

/** Five segments with these lengths, in bytes. */
function envelope(
  header: object | string,
  { key = 0, iv = 12, text = 20, tag = 16 }: Record<string, number> = {},
): string {
  const parts = [key, iv, text, tag].map((length) => encodeSegment(Buffer.alloc(length, 1)))
  return [encodeSegment(header), ...parts].join('.')
}

const agreed = (epk: unknown): string => envelope({ ...GOOD, alg: 'ECDH-ES', epk })

const reason = (token: string): unknown => reasonOf(() => readEnvelope(token))

describe('the outside of an encrypted token', () => {
  it('says which key opens it', () => {
    expect(readEnvelope(envelope(GOOD)).wanted).toEqual({
      algorithm: 'dir',
      encryption: 'A256GCM',
      kid: 'k',
      curve: undefined,
      encryptedKeyBytes: 0,
    })
    const wrapped = { ...GOOD, alg: 'ECDH-ES+A128KW', enc: 'A128CBC-HS256', epk: EPK }
    const { wanted } = readEnvelope(envelope(wrapped, { key: 40, iv: 16 }))
    expect(wanted).toMatchObject({ curve: 'X25519', encryptedKeyBytes: 40 })
  })

  it('is refused for what it is encrypted with, and for nothing that it is about', () => {
    const algorithms = ['RSA1_5', 'PBES2-HS256+A128KW', 'none', 'A256GCM', '', 'toString', null, 1]
    for (const alg of algorithms) {
      expect(reason(envelope({ ...GOOD, alg }))).toBe('unsupported_encryption')
    }
    for (const enc of ['XC20P', 'dir', 'a256gcm', '', '__proto__', undefined, null, ['A256GCM']]) {
      expect(reason(envelope({ ...GOOD, enc }))).toBe('unsupported_encryption')
    }
    for (const cty of [undefined, 'JSON', '', null, ['JWT'], 'JWT;q=1', 'application/json']) {
      expect(reason(envelope({ ...GOOD, cty }))).toBe('unsupported_encryption')
    }
    for (const [name, value] of [
      ['crit', ['exp']],
      ['crit', []],
      ['zip', 'DEF'],
      ['zip', null],
      ['b64', true],
    ] as const) {
      expect(reason(envelope({ ...GOOD, [name]: value }))).toBe('unsupported_header')
    }
  })

  it('is parsed strictly', () => {
    const twice = `{"alg":"dir","enc":"A256GCM","cty":"JWT","alg":"dir"}`
    expect(reason(envelope(twice))).toBe('malformed_token')
    expect(reason(envelope('[]'))).toBe('malformed_token')
    expect(reason(envelope({ ...GOOD, kid: 1 }))).toBe('malformed_token')
    expect(reason(envelope(GOOD).replace('.', '=.'))).toBe('malformed_token')
    expect(reason(`${envelope(GOOD)}=`)).toBe('malformed_token')
    // Its low byte is a letter.
    expect(reason(envelope(GOOD).replace('.AQ', '.\u0141Q'))).toBe('malformed_token')
    expect(reason('....')).toBe('malformed_token')
  })

  it('has a header of 4 096 characters at most', () => {
    const shortest = encodeSegment({ ...GOOD, x: '' }).length
    const header = (length: number): object => ({
      ...GOOD,
      x: 'a'.repeat(Math.floor(((length - shortest) * 3) / 4)),
    })
    expect(reason(envelope(header(4_096)))).toBeUndefined()
    expect(reason(envelope(header(4_099)))).toBe('malformed_token')
  })

  it.each(Object.entries(CONTENT_ENCRYPTION))('has segments as long as %s takes', (enc, row) => {
    const [iv, tag, key] = [row.ivBytes, row.tagBytes, row.keyBytes]
    const ways = {
      dir: 0,
      A128KW: key + 8,
      A192GCMKW: key,
      'ECDH-ES': 0,
      'ECDH-ES+A256KW': key + 8,
    }
    for (const [alg, length] of Object.entries(ways)) {
      const header = { ...GOOD, alg, enc, epk: EPK }
      expect(reason(envelope(header, { iv, tag, key: length }))).toBeUndefined()
      for (const wrong of [
        { iv: iv + 1, tag, key: length },
        { iv: 0, tag, key: length },
        { iv, tag: tag - 1, key: length },
        { iv, tag: 0, key: length },
        { iv, tag, key: length + 1 },
        { iv, tag, key: length === 0 ? 8 : 0 },
      ]) {
        expect(reason(envelope(header, wrong))).toBe('undecryptable_token')
      }
    }
  })

  it('has a well-formed ephemeral key where the algorithm takes one', () => {
    const good = { kty: 'EC', crv: 'P-384', x: 'A'.repeat(64), y: 'A'.repeat(64) }
    expect(reason(agreed(good))).toBeUndefined()
    expect(reason(agreed({ ...good, kid: 'any', alg: 'ECDH-ES' }))).toBeUndefined()
    for (const epk of [
      undefined,
      null,
      'epk',
      [good],
      {},
      { ...good, kty: 'OKP' },
      { ...good, kty: undefined },
      { ...good, crv: 'P-256' },
      { ...good, crv: 'constructor' },
      { ...good, crv: ['P-384'] },
      { ...good, x: undefined },
      { ...good, y: 'A'.repeat(63) },
      { ...good, y: `${'A'.repeat(64)}==` },
      { ...good, y: 5 },
      { ...good, d: 'A'.repeat(64) },
      { ...EPK, kty: 'EC' },
      { ...EPK, crv: 'X448' },
      { ...EPK, x: `${'A'.repeat(42)}B` },
    ]) {
      expect(reason(agreed(epk))).toBe('undecryptable_token')
    }
  })
})

describe('the lists', () => {
  it('hold names, exactly', () => {
    expect(['RSA-OAEP', 'ECDH-ES', 'dir'].every(isKeyManagement)).toBe(true)
    expect([1, null, 'DIR', 'hasOwnProperty', ['dir'], 'A256GCM'].some(isKeyManagement)).toBe(false)
    expect(['A128GCM', 'A256CBC-HS512'].every(isContentEncryption)).toBe(true)
    expect([1, null, 'A128', 'valueOf', 'dir'].some(isContentEncryption)).toBe(false)
  })
})
