import {
  calculateJwkThumbprint,
  decodeJwt,
  decodeProtectedHeader,
  EmbeddedJWK,
  jwtVerify,
} from 'jose'
import { describe, expect, it } from 'vitest'
import { createProofKey, createTestClock, proof } from '../src/index.js'

const url = 'https://rs.example/orders'

describe('a proof key', () => {
  it.each(['ES256', 'ES384', 'RS256', 'PS256', 'Ed25519', 'EdDSA'] as const)(
    'for %s makes proofs that jose verifies by the key in them',
    async (algorithm) => {
      const key = await createProofKey(algorithm)
      const { protectedHeader } = await jwtVerify(proof(key, { url }), EmbeddedJWK, {
        typ: 'dpop+jwt',
      })
      expect(protectedHeader).toEqual({ typ: 'dpop+jwt', alg: algorithm, jwk: key.publicJwk })
      expect(key.thumbprint).toBe(await calculateJwkThumbprint(key.publicJwk))
    },
  )

  it('shows nothing but what makes the public key', async () => {
    expect(Object.keys((await createProofKey()).publicJwk).toSorted()).toEqual([
      'crv',
      'kty',
      'x',
      'y',
    ])
  })
})

describe('a proof', () => {
  it('says what RFC 9449 §4.2 asks for', async () => {
    const clock = createTestClock()
    const key = await createProofKey()
    // The token of RFC 9449 §7.1, and its hash.
    const token = 'Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU'
    const made = proof(key, { url: `${url}?a#b`, method: 'POST', token, nonce: 'n', clock })
    const { payload } = await jwtVerify(made, EmbeddedJWK, { currentDate: new Date(clock()) })
    expect(payload).toEqual({
      jti: expect.stringMatching(/^[\da-f-]{36}$/),
      htm: 'POST',
      htu: url,
      iat: clock.now(),
      ath: 'fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo',
      nonce: 'n',
    })
  })

  it('takes changes, and takes members away', async () => {
    const key = await createProofKey()
    const made = proof(key, { url, claims: { jti: undefined, htm: 5 }, header: { typ: 'x' } })
    const { payload } = await jwtVerify(made, EmbeddedJWK)
    expect(payload).not.toHaveProperty('jti')
    expect(payload).toHaveProperty('htm', 5)
    expect(decodeProtectedHeader(made)).toHaveProperty('typ', 'x')
  })

  it('signs text exactly as it is given', async () => {
    const made = proof(await createProofKey(), { url, claims: '{"a":1,"a":2}' })
    const [, payload = ''] = made.split('.')
    expect(Buffer.from(payload, 'base64url').toString()).toBe('{"a":1,"a":2}')
  })

  it('is another one each time', async () => {
    const key = await createProofKey()
    const [one, other] = [decodeJwt(proof(key, { url })), decodeJwt(proof(key, { url }))]
    expect(one.jti).not.toBe(other.jti)
  })
})
