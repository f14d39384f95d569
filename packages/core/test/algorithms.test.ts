import { constants } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { ALGORITHMS, isAlgorithm, isPostQuantum } from '../src/algorithms.js'
import { ALL_ALGORITHMS, POST_QUANTUM_ALGORITHMS } from '../src/index.js'

describe('the algorithms', () => {
  it('are the asymmetric ones, and by default no post-quantum one', () => {
    expect(ALL_ALGORITHMS).toEqual([
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
    ])
  })

  it('are three more where they are asked for', () => {
    expect(POST_QUANTUM_ALGORITHMS).toEqual(['ML-DSA-44', 'ML-DSA-65', 'ML-DSA-87'])
    expect(Object.keys(ALGORITHMS)).toEqual([...ALL_ALGORITHMS, ...POST_QUANTUM_ALGORITHMS])
    expect(ALL_ALGORITHMS.some(isPostQuantum)).toBe(false)
  })

  it.each([
    ['ES256', 'sha256', 'P-256', 64],
    ['ES384', 'sha384', 'P-384', 96],
    ['ES512', 'sha512', 'P-521', 132],
  ] as const)('%s has %s, the curve %s and %i bytes (RFC 7518 §3.4)', (name, hash, crv, bytes) => {
    expect(ALGORITHMS[name]).toMatchObject({ hash, crv, signatureBytes: bytes, kty: 'EC' })
  })

  it.each([
    ['ML-DSA-44', 2420],
    ['ML-DSA-65', 3309],
    ['ML-DSA-87', 4627],
  ] as const)('%s has signatures of %i bytes, over no hash (RFC 9964 §5)', (name, bytes) => {
    const row = { kty: 'AKP', crv: undefined, hash: undefined, verifyOptions: undefined }
    expect(ALGORITHMS[name]).toEqual({ ...row, signatureBytes: bytes })
  })

  it.each([256, 384, 512] as const)(
    'PS%i has a salt as long as its hash (RFC 7518 §3.5)',
    (bits) => {
      expect(ALGORITHMS[`PS${bits}`].verifyOptions).toEqual({
        padding: constants.RSA_PKCS1_PSS_PADDING,
        saltLength: bits / 8,
      })
    },
  )

  it.each([
    'none',
    'HS256',
    'es256',
    'ES256K',
    'RSA1_5',
    'ML-DSA-128',
    'ml-dsa-44',
    'HashML-DSA-44',
    '',
    'toString',
    '__proto__',
    null,
    1,
    ['ES256'],
  ])('do not hold %j', (value) => {
    expect(isAlgorithm(value)).toBe(false)
  })
})
