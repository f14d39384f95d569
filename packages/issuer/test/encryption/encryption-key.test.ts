import { compactDecrypt, calculateJwkThumbprint, importJWK } from 'jose'
import { describe, expect, it } from 'vitest'
import {
  createIssuer,
  generateEncryptionKey,
  generateSigningKey,
  type EncryptionKeyOptions,
  type KeyManagement,
} from '../../src/index.js'

const PRIVATE = /"(?:d|p|q|dp|dq|qi|k)":/

describe('generateEncryptionKey', () => {
  it.each<[KeyManagement, EncryptionKeyOptions, Record<string, string>]>([
    ['ECDH-ES+A256KW', {}, { kty: 'EC', crv: 'P-256' }],
    ['ECDH-ES+A128KW', { curve: 'X25519' }, { kty: 'OKP', crv: 'X25519' }],
    ['ECDH-ES', { curve: 'P-384' }, { kty: 'EC', crv: 'P-384' }],
    ['ECDH-ES', { curve: 'P-521' }, { kty: 'EC', crv: 'P-521' }],
    ['RSA-OAEP-256', {}, { kty: 'RSA' }],
    ['RSA-OAEP-384', { curve: 'X25519' }, { kty: 'RSA' }],
    ['RSA-OAEP-512', { modulusLength: 3072 }, { kty: 'RSA' }],
  ])('makes a key for %s %j, which opens what is encrypted to it', async (alg, options, kind) => {
    const key = await generateEncryptionKey(alg, options)
    const members = { ...kind, kid: key.kid, alg, use: 'enc' }
    expect(key).toMatchObject({ algorithm: alg, publicJwk: members, privateJwk: members })
    expect(JSON.stringify(key.publicJwk)).not.toMatch(PRIVATE)
    expect(key.privateJwk).toMatchObject(key.publicJwk)
    const issuer = createIssuer({
      issuer: 'https://id.example.com',
      audience: 'https://api.example.com',
      keys: [await generateSigningKey()],
      encryptTo: key.publicJwk,
    })
    const token = await issuer.issue({ subject: 'u', clientId: 'c' })
    const { protectedHeader } = await compactDecrypt(token, await importJWK(key.privateJwk, alg))
    expect(protectedHeader).toMatchObject({ alg, kid: key.kid })
  })

  it('takes P-256 and key wrap, and the thumbprint as name, unless told otherwise', async () => {
    const key = await generateEncryptionKey()
    expect(key.algorithm).toBe('ECDH-ES+A256KW')
    expect(key.kid).toBe(await calculateJwkThumbprint(key.publicJwk))
    expect(await generateEncryptionKey('ECDH-ES', { kid: 'k1' })).toMatchObject({
      kid: 'k1',
      publicJwk: { kid: 'k1' },
      privateJwk: { kid: 'k1' },
    })
  })

  it.each([
    ['algorithm', 'RSA1_5', {}],
    ['algorithm', 'RSA-OAEP', {}],
    ['algorithm', 'dir', {}],
    ['algorithm', 'ES256', {}],
    ['algorithm', 'toString', {}],
    ['algorithm', null, {}],
    ['kid', 'ECDH-ES', { kid: '' }],
    ['curve', 'ECDH-ES', { curve: 'Ed25519' }],
    ['curve', 'ECDH-ES', { curve: 'secp256k1' }],
    ['modulusLength', 'RSA-OAEP-256', { modulusLength: 1024 }],
    ['modulusLength', 'RSA-OAEP-256', { modulusLength: 16_384 }],
  ])('names a wrong "%s": %s %j', async (option, algorithm, options) => {
    const made = generateEncryptionKey(algorithm as KeyManagement, options as EncryptionKeyOptions)
    await expect(made).rejects.toThrow(TypeError)
    await expect(made).rejects.toThrow(`"${option}"`)
  })
})
