import { createPublicKey } from 'node:crypto'
import { calculateJwkThumbprint } from 'jose'
import { describe, expect, it } from 'vitest'
import type { SigningAlgorithm } from '../src/index.js'
import { generateSigningKey } from '../src/index.js'

const KINDS: readonly (readonly [SigningAlgorithm, Record<string, string>])[] = [
  ['RS256', { kty: 'RSA' }],
  ['RS384', { kty: 'RSA' }],
  ['RS512', { kty: 'RSA' }],
  ['PS256', { kty: 'RSA' }],
  ['PS384', { kty: 'RSA' }],
  ['PS512', { kty: 'RSA' }],
  ['ES256', { kty: 'EC', crv: 'P-256' }],
  ['ES384', { kty: 'EC', crv: 'P-384' }],
  ['ES512', { kty: 'EC', crv: 'P-521' }],
  ['EdDSA', { kty: 'OKP', crv: 'Ed25519' }],
  ['Ed25519', { kty: 'OKP', crv: 'Ed25519' }],
]

describe('generateSigningKey', () => {
  it.each(KINDS)('makes a key for %s', async (algorithm, members) => {
    const key = await generateSigningKey(algorithm, { kid: 'k1' })
    expect(key).toMatchObject({ kid: 'k1', algorithm })
    expect(key.publicJwk).toMatchObject({ ...members, kid: 'k1', alg: algorithm, use: 'sig' })
    expect(key.publicJwk).not.toHaveProperty('d')
    expect(key.privateKey.type).toBe('private')
    const { kid: _kid, alg: _alg, use: _use, ...publicMembers } = key.publicJwk
    expect(createPublicKey(key.privateKey).export({ format: 'jwk' })).toEqual(publicMembers)
  })

  it('signs with ES256 and is named by its thumbprint unless told otherwise', async () => {
    const key = await generateSigningKey()
    expect(key.algorithm).toBe('ES256')
    expect(key.kid).toBe(await calculateJwkThumbprint(key.publicJwk))
  })

  it('makes RSA keys of 2048 bits, or of the size that was asked for', async () => {
    const usual = await generateSigningKey('RS256')
    const larger = await generateSigningKey('RS256', { modulusLength: 3072 })
    expect(usual.privateKey.asymmetricKeyDetails?.modulusLength).toBe(2048)
    expect(larger.privateKey.asymmetricKeyDetails?.modulusLength).toBe(3072)
  })

  it.each([
    ['algorithm', 'HS256', {}],
    ['algorithm', 'none', {}],
    ['algorithm', 'toString', {}],
    ['kid', 'ES256', { kid: '' }],
    ['modulusLength', 'RS256', { modulusLength: 1024 }],
    ['modulusLength', 'RS256', { modulusLength: 16_384 }],
    ['modulusLength', 'RS256', { modulusLength: 2048.5 }],
  ])('names a wrong "%s": %s %j', async (option, algorithm, options) => {
    const made = generateSigningKey(algorithm as SigningAlgorithm, options)
    await expect(made).rejects.toThrow(TypeError)
    await expect(made).rejects.toThrow(`"${option}"`)
  })
})
