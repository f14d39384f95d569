import {
  createHmac,
  createPublicKey,
  createSecretKey,
  generateKeyPairSync,
  constants,
  verify,
  type KeyObject,
} from 'node:crypto'
import { generateSigningKey, type SigningAlgorithm } from '@countersign/issuer'
import { compactVerify } from 'jose'
import { describe, expect, it } from 'vitest'
import type { SignCompactOptions } from '../src/index.js'
import { encodeSegment, signCompact } from '../src/index.js'

const es256 = await generateSigningKey('ES256')
const rs256 = await generateSigningKey('RS256')

/** The types of Node 20 do not know these names. */
const mlDsaPair = (algorithm: string): Record<'privateKey' | 'publicKey', KeyObject> =>
  generateKeyPairSync(algorithm.toLowerCase() as 'ed25519')

const nodeHasMlDsa = hasMlDsa()

function hasMlDsa(): boolean {
  try {
    mlDsaPair('ML-DSA-44')
    return true
  } catch {
    return false
  }
}

const segments = (token: string): Buffer[] =>
  token.split('.').map((segment) => Buffer.from(segment, 'base64url'))

describe('encodeSegment', () => {
  it('encodes text as UTF-8, bytes as they are and objects as JSON', () => {
    expect(encodeSegment('é')).toBe('w6k')
    expect(encodeSegment(Uint8Array.of(0xff, 0xfe))).toBe('__4')
    expect(encodeSegment({ a: 1 })).toBe(Buffer.from('{"a":1}').toString('base64url'))
    expect(encodeSegment([])).toBe('W10')
    expect(encodeSegment('')).toBe('')
  })
})

describe('signCompact', () => {
  it.each<SigningAlgorithm>([
    'RS256',
    'RS384',
    'RS512',
    'PS256',
    'PS384',
    'PS512',
    'ES256',
    'ES384',
    'ES512',
    'EdDSA',
    'Ed25519',
  ])('signs with %s what jose verifies', async (algorithm) => {
    const key = await generateSigningKey(algorithm)
    const token = signCompact({ header: { alg: algorithm }, payload: 'hello', key })
    const { payload } = await compactVerify(token, createPublicKey(key.privateKey))
    expect(Buffer.from(payload).toString()).toBe('hello')
  })

  it.runIf(nodeHasMlDsa).each(['ML-DSA-44', 'ML-DSA-65', 'ML-DSA-87'] as const)(
    'signs with %s what Node verifies',
    (algorithm) => {
      const { privateKey, publicKey } = mlDsaPair(algorithm)
      const token = signCompact({
        header: { alg: algorithm },
        payload: 'x',
        key: privateKey,
        algorithm,
      })
      const input = Buffer.from(token.slice(0, token.lastIndexOf('.')))
      expect(verify(null, input, publicKey, segments(token)[2] ?? Buffer.alloc(0))).toBe(true)
    },
  )

  it.each<[string, string | Uint8Array]>([
    ['duplicate names', '{"aud":"a","aud":"b"}'],
    ['numbers that JSON.stringify cannot make', '{"exp":1e400}'],
    ['a byte order mark', '\uFEFF{"a":1}'],
    ['bytes that are not UTF-8', Uint8Array.of(0x7b, 0xff, 0xfe, 0x7d)],
    ['nothing', ''],
  ])('signs %s exactly as given, in either place', (_what, raw) => {
    const header = signCompact({ header: raw, payload: {}, key: es256 })
    const payload = signCompact({ header: { alg: 'ES256' }, payload: raw, key: es256 })
    expect(segments(header)[0]).toEqual(Buffer.from(raw))
    expect(segments(payload)[1]).toEqual(Buffer.from(raw))
    for (const token of [header, payload]) {
      const input = Buffer.from(token.slice(0, token.lastIndexOf('.')))
      const key = { key: createPublicKey(es256.privateKey), dsaEncoding: 'ieee-p1363' } as const
      expect(verify('sha256', input, key, segments(token)[2] ?? Buffer.alloc(0))).toBe(true)
    }
  })

  it('adds nothing to an object', () => {
    const token = signCompact({ header: { alg: 'none', kid: undefined }, payload: {}, key: es256 })
    expect(segments(token).slice(0, 2).map(String)).toEqual(['{"alg":"none"}', '{}'])
  })

  it('signs as it is told, whatever the header says', async () => {
    const token = signCompact({
      header: { alg: 'PS256' },
      payload: 'x',
      key: rs256,
      algorithm: 'RS256',
    })
    await expect(compactVerify(token, createPublicKey(rs256.privateKey))).rejects.toThrow(
      'signature verification failed',
    )
    const input = Buffer.from(token.slice(0, token.lastIndexOf('.')))
    const signature = segments(token)[2] ?? Buffer.alloc(0)
    expect(verify('sha256', input, createPublicKey(rs256.privateKey), signature)).toBe(true)
  })

  it.each([undefined, 0, 20])('salts a PSS signature with the length %s', (saltLength) => {
    const token = signCompact({
      header: { alg: 'PS256' },
      payload: 'x',
      key: rs256,
      algorithm: 'PS256',
      ...(saltLength !== undefined && { saltLength }),
    })
    const key = {
      key: createPublicKey(rs256.privateKey),
      padding: constants.RSA_PKCS1_PSS_PADDING,
      saltLength: saltLength ?? 32,
    }
    const input = Buffer.from(token.slice(0, token.lastIndexOf('.')))
    expect(verify('sha256', input, key, segments(token)[2] ?? Buffer.alloc(0))).toBe(true)
  })

  it('writes ECDSA signatures side by side, or in DER', () => {
    const options = { header: { alg: 'ES256' }, payload: 'x', key: es256 }
    expect(segments(signCompact(options))[2]).toHaveLength(64)
    expect(segments(signCompact({ ...options, dsaEncoding: 'der' }))[2]?.[0]).toBe(0x30)
  })

  it('signs with a key that does not fit the algorithm', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'secp256k1' })
    const token = signCompact({
      header: { alg: 'ES256' },
      payload: 'x',
      key: privateKey,
      algorithm: 'ES256',
    })
    expect(segments(token)[2]).toHaveLength(64)
  })

  it('makes the tokens of algorithm confusion', () => {
    const secret = createPublicKey(rs256.privateKey).export({ format: 'pem', type: 'spki' })
    const token = signCompact({
      header: { alg: 'HS256' },
      payload: 'x',
      key: createSecretKey(Buffer.from(secret)),
      algorithm: 'HS256',
    })
    const input = token.slice(0, token.lastIndexOf('.'))
    expect(segments(token)[2]).toEqual(createHmac('sha256', secret).update(input).digest())
  })

  it('leaves the signature of "none" empty', () => {
    const token = signCompact({
      header: { alg: 'none' },
      payload: 'x',
      key: es256,
      algorithm: 'none',
    })
    expect(token).toMatch(/^[\w-]+\.[\w-]+\.$/)
  })

  it.each([undefined, 'ES256K', 'toString'])('refuses a bare key with %s', (algorithm) => {
    const options = { header: '', payload: '', key: es256.privateKey, algorithm }
    expect(() => signCompact(options as SignCompactOptions)).toThrow('"algorithm"')
  })
})
