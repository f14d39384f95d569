import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { ALL_ALGORITHMS, POST_QUANTUM_ALGORITHMS } from '../../src/index.js'
import { KeySet } from '../../src/keys/key-set.js'
import { supportsMlDsa } from '../../src/keys/ml-dsa.js'
import { importVerificationKey } from '../../src/keys/verification-key.js'
import { mlDsaPair, nodeHasMlDsa } from '../support/ml-dsa.js'
import { keyPair } from '@countersign/testing'

// RFC 9964 §5.
const SIZES = [
  ['ML-DSA-44', 1312],
  ['ML-DSA-65', 1952],
  ['ML-DSA-87', 2592],
] as const

/** Any bytes of the right length are a public key, so that no Node has to make one. */
const jwkOf = (alg: string, length: number): Record<string, unknown> => ({
  kty: 'AKP',
  alg,
  pub: randomBytes(length).toString('base64url'),
})

const ml44 = jwkOf('ML-DSA-44', 1312)

/** The bytes of a key whose t1 is all the same. */
const filled = (rest: number): string =>
  Buffer.concat([randomBytes(32), Buffer.alloc(1280, rest)]).toString('base64url')

/** Why an entry is of no use; `undefined` if it is. */
function problemOf(entry: unknown): string | undefined {
  try {
    importVerificationKey(entry)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : 'no Error'
  }
}

const goodKey = nodeHasMlDsa ? undefined : 'AKP takes Node 24.6 or later'

describe('a public key of ML-DSA', () => {
  it.each(SIZES)('%s has %i bytes, and is of use where Node has ML-DSA', (alg, length) => {
    expect(problemOf(jwkOf(alg, length))).toBe(goodKey)
    expect(supportsMlDsa(alg)).toBe(nodeHasMlDsa)
  })

  it.runIf(nodeHasMlDsa).each(SIZES)('%s is imported as it is', (alg) => {
    const jwk = mlDsaPair(alg).publicKey.export({ format: 'jwk' })
    const key = importVerificationKey({ ...jwk, kid: 'pq', use: 'sig', key_ops: ['verify'] })
    expect(key).toMatchObject({ kid: 'pq', kty: 'AKP', crv: undefined, algorithm: alg })
    expect(key.publicKey.asymmetricKeyType).toBe(alg.toLowerCase())
    expect(key.publicKey.export({ format: 'jwk' })).toEqual(jwk)
  })

  it.runIf(nodeHasMlDsa)('is for its own algorithm, and no other', () => {
    const set = KeySet.of([{ ...ml44, kid: 'pq' }], 10)
    for (const algorithm of [...ALL_ALGORITHMS, ...POST_QUANTUM_ALGORITHMS]) {
      const expected = algorithm === 'ML-DSA-44' ? 1 : 0
      expect([algorithm, set.select(algorithm, 'pq').length]).toEqual([algorithm, expected])
    }
  })

  it('does its neighbours no harm where it is of no use', () => {
    const { publicKey } = keyPair('ec', { namedCurve: 'P-256' })
    const neighbour = { ...publicKey.export({ format: 'jwk' }), kid: 'es' }
    const set = KeySet.of([{ ...ml44, pub: 'AAAA' }, ml44, neighbour], 10)
    expect(set.select('ES256', 'es')).toHaveLength(1)
    expect(set.size).toBe(nodeHasMlDsa ? 2 : 1)
    expect(set.skipped.map(({ index }) => index)).toEqual(nodeHasMlDsa ? [0] : [0, 1])
  })
})

describe('an AKP key that is skipped', () => {
  const wrong: readonly (readonly [what: string, changes: object, problem: string])[] = [
    ['a seed', { priv: randomBytes(32).toString('base64url') }, 'private or symmetric'],
    ['an empty seed', { priv: '' }, 'private or symmetric'],
    ['no algorithm', { alg: undefined }, 'AKP without alg'],
    ['an unknown algorithm', { alg: 'ML-KEM-768' }, 'unsupported alg'],
    ['another spelling', { alg: 'ml-dsa-44' }, 'unsupported alg'],
    ['HashML-DSA', { alg: 'HashML-DSA-44' }, 'unsupported alg'],
    ['a list of algorithms', { alg: ['ML-DSA-44'] }, 'unsupported alg'],
    ['null for its algorithm', { alg: null }, 'unsupported alg'],
    ['the bytes of another algorithm', { alg: 'ML-DSA-65' }, 'malformed pub'],
    ['no bytes', { pub: undefined }, 'malformed pub'],
    ['empty bytes', { pub: '' }, 'malformed pub'],
    ['a number for its bytes', { pub: 1312 }, 'malformed pub'],
    ['a byte too few', { pub: randomBytes(1311).toString('base64url') }, 'malformed pub'],
    ['a byte too many', { pub: randomBytes(1313).toString('base64url') }, 'malformed pub'],
    ['the bytes in base64', { pub: Buffer.alloc(1312, 0xfb).toString('base64') }, 'malformed pub'],
    ['padding', { pub: `${String(ml44['pub'])}==` }, 'malformed pub'],
    ['stray bits', { pub: `${filled(0x55).slice(0, -1)}R` }, 'malformed pub'],
    ['megabytes', { pub: 'A'.repeat(4_000_000) }, 'malformed pub'],
    ['zeros behind the seed', { pub: filled(0) }, 'blank key'],
    ['ones behind the seed', { pub: filled(0xff) }, 'blank key'],
    ['another key type', { kty: 'akp' }, 'unsupported kty'],
    ['another purpose', { use: 'enc' }, 'not for signatures (use)'],
  ]

  it.each(wrong)('for %s', (_, changes, problem) => {
    expect(problemOf({ ...ml44, ...changes })).toBe(problem)
  })

  it.each(ALL_ALGORITHMS)('for %s, which is of other keys', (alg) => {
    expect(problemOf({ ...ml44, alg })).toBe('alg of another key type')
  })
})
