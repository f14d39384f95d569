import { keyPair } from '@countersign/testing'
import { type CryptoKey, importPKCS8, type JWK } from 'jose'
import { describe, expect, it } from 'vitest'
import {
  isSameIntrospection,
  resolveIntrospection,
} from '../../src/config/resolve-introspection.js'
import { resolveClientKey } from '../../src/config/resolve-client-key.js'
import { createVerifier } from '../../src/index.js'
import { configErrorOf } from '../support/outcome.js'

type Pair = ReturnType<typeof keyPair>

const jwkOf = ({ privateKey }: Pair): JWK => privateKey.export({ format: 'jwk' })

const pem = ({ privateKey }: Pair): string =>
  privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

const ec = (namedCurve: string): Pair => keyPair('ec', { namedCurve })
const p256 = ec('P-256')
const rsa = keyPair('rsa', { modulusLength: 2048 })
const ed25519 = keyPair('ed25519')

const resolve = (given: unknown, rsaAlgorithm: 'RS256' | 'PS256' = 'RS256') =>
  resolveClientKey('key', given, rsaAlgorithm)

describe('the private key of a client', () => {
  it.each<[string, JWK, string]>([
    ['P-256', jwkOf(p256), 'ES256'],
    ['P-384', jwkOf(ec('P-384')), 'ES384'],
    ['P-521', jwkOf(ec('P-521')), 'ES512'],
    ['Ed25519', jwkOf(ed25519), 'EdDSA'],
    ['Ed25519 by its new name', { ...jwkOf(ed25519), alg: 'Ed25519' }, 'Ed25519'],
    ['RSA', jwkOf(rsa), 'RS256'],
    ['RSA with PSS', { ...jwkOf(rsa), alg: 'PS384' }, 'PS384'],
  ])('of %s signs by the algorithm that it is for', (_, jwk, algorithm) => {
    expect(resolve({ ...jwk, kid: 'k1', use: 'sig', key_ops: ['sign'] })).toMatchObject({
      algorithm,
      kid: 'k1',
    })
    expect(resolve(jwk).kid).toBeUndefined()
  })

  it('of RSA signs by PSS where nothing else is allowed', () => {
    expect(resolve(jwkOf(rsa), 'PS256').algorithm).toBe('PS256')
    const options = { issuer: 'https://id.example', audience: 'https://rs.example' }
    const fapi = (privateKey: JWK) => () => {
      const introspection = { endpoint: 'https://id.example/i', clientId: 'rs', privateKey }
      return createVerifier({ ...options, profile: 'fapi2', introspection })
    }
    const jwk = jwkOf(rsa)
    expect(resolve(jwk).algorithm).toBe('RS256')
    expect(fapi(jwk)()).toBeDefined()
    const { option } = configErrorOf(fapi({ ...jwkOf(rsa), alg: 'RS256' }))
    expect(option).toBe('introspection.privateKey')
  })

  it('may be one that cannot be exported', async () => {
    const rows = [
      [p256, 'ES256', 'ES256'],
      [rsa, 'RS384', 'RS384'],
      [rsa, 'PS256', 'PS256'],
      [ed25519, 'Ed25519', 'EdDSA'],
    ] as const
    for (const [pair, alg, algorithm] of rows) {
      const key = await importPKCS8(pem(pair), alg)
      expect(resolve(key)).toMatchObject({ algorithm, key, kid: undefined })
    }
  })

  const d = 'AAAA'
  it.each<[string, unknown, RegExp]>([
    ['nothing', null, /a JWK or a CryptoKey/],
    ['text', 'PEM', /a JWK or a CryptoKey/],
    ['a KeyObject', p256.privateKey, /a JWK or a CryptoKey/],
    ['a public key', p256.publicKey.export({ format: 'jwk' }), /must be private/],
    ['a symmetric key', { kty: 'oct', k: d }, /symmetric/],
    ['a symmetric key with a "d"', { ...jwkOf(p256), k: d }, /symmetric/],
    ['a key for encryption', { ...jwkOf(p256), use: 'enc' }, /for signatures/],
    ['a key that may not sign', { ...jwkOf(p256), key_ops: ['verify'] }, /for signatures/],
    ['operations that are no list', { ...jwkOf(p256), key_ops: 'sign' }, /for signatures/],
    ['a kid that is no text', { ...jwkOf(p256), kid: 5 }, /"kid"/],
    ['a foreign curve', jwkOf(ec('secp256k1')), /must be of RSA/],
    ['another alg', { ...jwkOf(p256), alg: 'ES384' }, /ES256 for its "alg"/],
    ['a symmetric alg', { ...jwkOf(p256), alg: 'HS256' }, /ES256 for its "alg"/],
    ['no alg', { ...jwkOf(p256), alg: 'none' }, /ES256 for its "alg"/],
    ['an empty key', { ...jwkOf(p256), d: '' }, /public half|can be imported/],
    ['a broken key', { ...jwkOf(p256), x: 'AAAA' }, /can be imported/],
    ['the halves of two keys', { ...jwkOf(p256), d: jwkOf(ec('P-256')).d }, /public half/],
    ['the halves of two keys, Ed25519', { ...jwkOf(ed25519), d }, /public half|can be imported/],
    ['a short modulus', jwkOf(keyPair('rsa', { modulusLength: 1024 })), /2048 bits/],
    ['an unknown type', { kty: 'AKP', d }, /must be of RSA/],
  ])('is not %s', (_, given, problem) => {
    const { message } = configErrorOf(() => resolve(given))
    expect(message).toMatch(problem)
    expect(message).not.toContain(String(jwkOf(p256).d))
  })

  it('is no CryptoKey that is public, or does not sign', async () => {
    const { subtle } = globalThis.crypto
    const made = await subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, [
      'sign',
      'verify',
    ])
    expect(configErrorOf(() => resolve(made.publicKey)).message).toMatch(/must be private/)
    const exchange = await subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, false, [
      'deriveBits',
    ])
    expect(configErrorOf(() => resolve(exchange.privateKey)).message).toMatch(/usages/)
    const hmac = await subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
    expect(configErrorOf(() => resolve(hmac)).message).toMatch(/must be private/)
    const short = await subtle.generateKey(
      {
        name: 'RSA-PSS',
        hash: 'SHA-256',
        modulusLength: 1024,
        publicExponent: new Uint8Array([1, 0, 1]),
      },
      false,
      ['sign', 'verify'],
    )
    expect(configErrorOf(() => resolve(short.privateKey)).message).toMatch(/2048 bits/)
  })
})

const by = (privateKey: JWK | CryptoKey) =>
  resolveIntrospection(
    'introspection',
    { endpoint: 'https://id.example/i', clientId: 'rs', privateKey },
    undefined,
  )

describe('two introspections by key', () => {
  it('are the same by the same key', async () => {
    expect(isSameIntrospection(by(jwkOf(p256)), by(jwkOf(p256)))).toBe(true)
    expect(isSameIntrospection(by(jwkOf(p256)), by(jwkOf(ec('P-256'))))).toBe(false)
    const key = await importPKCS8(pem(p256), 'ES256')
    const other = await importPKCS8(pem(ec('P-256')), 'ES256')
    expect(isSameIntrospection(by(key), by(key))).toBe(true)
    expect(isSameIntrospection(by(key), by(other))).toBe(false)
    expect(isSameIntrospection(by(key), by(jwkOf(p256)))).toBe(false)
    const secret = { ...by(key), credential: 'secret' }
    expect(isSameIntrospection(by(key), secret)).toBe(false)
  })
})
