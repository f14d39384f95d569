import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { compactVerify, decodeJwt, decodeProtectedHeader, importJWK } from 'jose'
import { afterAll, describe, expect, it } from 'vitest'
import {
  SigningKeyNeeded,
  subjectFromKey,
  subjectFromToken,
  subjectOf,
} from '../../../src/attacks/index.js'
import { createTestClock, createTestIdentityProvider, keyPair } from '../../../src/index.js'

const clock = createTestClock()
const idp = await createTestIdentityProvider({ clock, algorithms: ['ES256', 'Ed25519'] })
afterAll(() => idp.close())
const where = { issuer: 'https://as.example', audience: 'api' }

describe('the subject of a provider', () => {
  it('knows what the tokens of the provider say', () => {
    const subject = subjectOf(idp)
    expect(subject.issuer).toBe(idp.issuer)
    expect(subject.audience).toBe('https://rs.example')
    expect(subject.now()).toBe(clock.now())
    expect(subject.jwks).toBe(idp.jwks)
  })

  it('signs as the provider does', () => {
    const subject = subjectOf(idp)
    const claims = { jti: 'x' }
    const parts = { header: { x: 1 }, payload: claims, key: 'ed1' }
    expect(subject.sign(parts)).toBe(idp.sign(parts))
    expect(subject.sign(parts).startsWith(`${subject.input(parts)}.`)).toBe(true)
  })

  it('refuses a key that the provider does not have', () => {
    expect(() => subjectOf(idp).sign({ key: 'nope' })).toThrow('no key "nope"')
  })
})

describe('the subject of a token', () => {
  const token = idp.sign({ header: { typ: 'JWT', x: 1 }, payload: { aud: ['a', 'b'] } })

  it('says what the token says, with changes', () => {
    const subject = subjectFromToken({ token })
    expect(subject).toMatchObject({ issuer: idp.issuer, audience: 'a', jwks: { keys: [] } })
    expect(subject.token()).toBe(token)
    const changed = `${subject.input({ header: { alg: 'none' }, payload: { sub: undefined } })}.`
    expect(decodeProtectedHeader(changed)).toEqual({ typ: 'JWT', alg: 'none', kid: 'es1', x: 1 })
    const { sub: _sub, ...claims } = decodeJwt(token)
    expect(decodeJwt(changed)).toEqual(claims)
  })

  it('never signs', () => {
    const subject = subjectFromToken({ token, jwks: idp.jwks })
    expect(() => subject.sign()).toThrow(SigningKeyNeeded)
    const [key] = idp.keys.values()
    expect(() => subject.sign({ ...(key && { key }) })).toThrow(SigningKeyNeeded)
  })

  it.each(['', 'abc', 'a.b.c', `${token}x y`, `e30.W10.AA`, `${token}.x`, `.${token}`])(
    'is none of what is no JWT: %s',
    (other) => {
      expect(() => subjectFromToken({ token: other })).toThrow(TypeError)
    },
  )

  it('tells nothing of the token where it is none', () => {
    const secret = Buffer.from('{"secret"').toString('base64url')
    const text = `${secret}.${secret}.AA`
    expect(() => subjectFromToken({ token: text })).toThrow(/^the token holds no JSON objects$/)
  })
})

describe('the subject of a key', () => {
  const { privateKey } = keyPair('ec', { namedCurve: 'P-256' })

  it('merges what it was given into every token', () => {
    const subject = subjectFromKey({
      ...where,
      privateKey,
      kid: 'k1',
      typ: 'JWT',
      header: { x5t: 'x' },
      claims: { tenant: 't1', scope: undefined },
      now: () => 1_000,
    })
    const token = subject.token()
    expect(decodeProtectedHeader(token)).toEqual({ typ: 'JWT', alg: 'ES256', kid: 'k1', x5t: 'x' })
    const { jti: _jti, ...claims } = decodeJwt(token)
    expect(claims).toEqual({
      iss: where.issuer,
      aud: where.audience,
      sub: 'u1',
      client_id: 'c1',
      iat: 1_000,
      exp: 1_300,
      tenant: 't1',
    })
    expect(decodeJwt(subject.sign({ payload: { tenant: 'other' } }))['tenant']).toBe('other')
  })

  it('names no key and no type if told so', () => {
    const subject = subjectFromKey({ ...where, privateKey, typ: null })
    expect(decodeProtectedHeader(subject.token())).toEqual({ alg: 'ES256' })
  })

  it('takes a PEM and a JWK, with what the JWK says of itself', async () => {
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    expect(subjectFromKey({ ...where, privateKey: pem }).keys.size).toBe(1)
    const jwk = { ...privateKey.export({ format: 'jwk' }), kid: 'k2', alg: 'ES256' }
    const subject = subjectFromKey({ ...where, privateKey: jwk })
    expect(decodeProtectedHeader(subject.token())['kid']).toBe('k2')
    const [published] = subject.jwks.keys
    expect(published).not.toHaveProperty('d')
    await compactVerify(subject.token(), await importJWK({ ...(published as object) }))
  })

  it.each([
    ['RSA', generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey, 'RS256'],
    ['P-384', generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey, 'ES384'],
    ['P-521', generateKeyPairSync('ec', { namedCurve: 'P-521' }).privateKey, 'ES512'],
    ['Ed25519', generateKeyPairSync('ed25519').privateKey, 'EdDSA'],
  ])('signs as a key on %s usually does', (_name, key, alg) => {
    const subject = subjectFromKey({ ...where, privateKey: key })
    expect(decodeProtectedHeader(subject.token())['alg']).toBe(alg)
  })

  it.each([
    ['a public key', keyPair('ed25519').publicKey],
    ['no PEM', 'secret words'],
    ['no JWK', { kty: 'EC', d: 'secret' }],
    [
      'a key that does not sign',
      createPrivateKey(keyPair('x25519').privateKey.export({ type: 'pkcs8', format: 'pem' })),
    ],
    ['a key on another curve', keyPair('ec', { namedCurve: 'secp256k1' }).privateKey],
  ])('is not made of %s', (_name, key) => {
    const make = (): unknown => subjectFromKey({ ...where, privateKey: key })
    expect(make).toThrow(/^"privateKey" must be/)
    expect(make).not.toThrow(/secret/)
  })
})
