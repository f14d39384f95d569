import type { JsonWebKey } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Algorithm } from '../../src/index.js'
import { KeySet } from '../../src/keys/key-set.js'
import { keyPair } from '@countersign/testing'

const ec = (namedCurve = 'P-256'): JsonWebKey =>
  keyPair('ec', { namedCurve }).publicKey.export({ format: 'jwk' })
const okp = keyPair('ed25519').publicKey.export({ format: 'jwk' })
const rsa = keyPair('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' })

/** The places in the set of the keys that a header selects. */
function selected(entries: readonly JsonWebKey[], algorithm: Algorithm, kid?: string): number[] {
  return KeySet.of(entries, 100)
    .select(algorithm, kid)
    .map(({ publicKey }) =>
      entries.findIndex((entry) => {
        const { x, n } = publicKey.export({ format: 'jwk' })
        return entry.x === x && entry.n === n
      }),
    )
}

/** The keys that a header selects, byte by byte. */
function spki(set: KeySet, algorithm: Algorithm, kid?: string): readonly Buffer[] {
  return set
    .select(algorithm, kid)
    .map(({ publicKey }) => publicKey.export({ format: 'der', type: 'spki' }))
}

describe('select', () => {
  const entries = [
    { ...ec(), kid: 'a' },
    { ...ec(), kid: 'b', alg: 'ES256' },
    { ...ec('P-384'), kid: 'a' },
    { ...rsa, kid: 'a', alg: 'RS256' },
    { ...okp, kid: 'c', alg: 'EdDSA' },
    ec('P-521'),
  ]

  it.each([
    ['ES256', 'a', [0]],
    ['ES256', 'b', [1]],
    ['ES384', 'a', [2]],
    ['RS256', 'a', [3]],
    ['EdDSA', 'c', [4]],
    // Not one whose own `alg` says otherwise, though the mathematics is the same.
    ['PS256', 'a', []],
    ['RS512', 'a', []],
    ['Ed25519', 'c', []],
    ['ES384', 'b', []],
    ['ES256', 'A', []],
    ['ES256', '', []],
    // A key without a name is not the one that a name asks for.
    ['ES512', 'a', []],
  ] as const)('%s by the name %j: %j', (algorithm, kid, expected) => {
    expect(selected(entries, algorithm, kid)).toEqual(expected)
  })

  it.each([
    ['ES256', [0, 1]],
    ['ES384', [2]],
    ['ES512', [5]],
    ['RS256', [3]],
    ['PS256', []],
    ['EdDSA', [4]],
  ] as const)('%s without a name: %j', (algorithm, expected) => {
    expect(selected(entries, algorithm)).toEqual(expected)
  })

  it('says the same again, whatever was asked for in between', () => {
    const set = KeySet.of(entries, 100)
    const asked = [
      ['ES256', 'a'],
      ['ES384', 'a'],
      ['ES256', 'b'],
      ['ES256', undefined],
      ['ES256', 'z'],
      ['PS256', 'a'],
    ] as const
    const first = asked.map(([algorithm, kid]) => set.select(algorithm, kid))
    expect(first.map((keys) => keys.length)).toEqual([1, 1, 1, 2, 0, 0])
    for (const [at, [algorithm, kid]] of [...asked.entries()].toReversed()) {
      expect(set.select(algorithm, kid)).toEqual(first[at])
      expect(set.select(algorithm, kid)).toEqual(first[at])
    }
  })

  it('finds every key of one name', () => {
    const twins = [
      { ...ec(), kid: 'a' },
      { ...ec(), kid: 'a' },
    ]
    expect(selected(twins, 'ES256', 'a')).toEqual([0, 1])
  })

  it('takes a key that is there twice for one, unless its name or its algorithm differs', () => {
    const one = { ...ec(), kid: 'a' }
    expect(selected([one, { ...one, use: 'sig' }], 'ES256', 'a')).toEqual([0])
    expect(selected([one, { ...one, kid: 'b' }], 'ES256')).toHaveLength(2)
    expect(selected([one, { ...one, alg: 'ES256' }], 'ES256')).toHaveLength(2)
  })

  it('takes names that mean something to JavaScript for names', () => {
    for (const kid of ['__proto__', 'constructor', 'toString', '']) {
      expect(selected(entries, 'ES256', kid)).toEqual([])
      expect(selected([{ ...ec(), kid }], 'ES256', kid)).toEqual([0])
    }
  })

  it('takes an RSA key without `alg` for every algorithm of RSA', () => {
    for (const algorithm of ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'] as const) {
      expect(selected([rsa], algorithm)).toEqual([0])
    }
    expect(selected([rsa], 'ES256')).toEqual([])
  })
})

describe('a set', () => {
  it('skips what it cannot use, says why, and keeps the rest', () => {
    const set = KeySet.of([null, ec(), { kty: 'oct', k: 'AA' }, okp, { ...rsa, use: 'enc' }], 100)
    expect(set.size).toBe(2)
    expect(set.skipped).toEqual([
      { index: 0, problem: 'no object' },
      { index: 2, problem: 'private or symmetric' },
      { index: 4, problem: 'not for signatures (use)' },
    ])
  })

  it('takes no more entries than it may, and says so', () => {
    const set = KeySet.of([null, ec(), ec(), ec()], 2)
    expect(set.size).toBe(1)
    expect(set.skipped).toEqual([
      { index: 0, problem: 'no object' },
      { index: 2, problem: 'beyond the limit of keys' },
    ])
  })

  it('may be empty', () => {
    const set = KeySet.of([], 1)
    expect([set.size, set.skipped, set.select('ES256', undefined)]).toEqual([0, [], []])
  })
})

describe('a set, as JWKs again,', () => {
  it('is what it was made of, for verification', () => {
    const entries = [
      { ...ec(), kid: 'a', use: 'sig', alg: 'ES256', x5t: 'AAAA' },
      { ...rsa, key_ops: ['verify'] },
      { ...okp, kid: '' },
      { kty: 'oct', k: 'AA' },
    ]
    const [first, second, third, ...others] = KeySet.of(entries, 10).toJwks()
    const { x5t: _, ...withoutOthers } = entries[0] as JsonWebKey
    expect(first).toEqual(withoutOthers)
    expect(second).toEqual({ ...rsa, use: 'sig' })
    expect(third).toEqual({ ...okp, kid: '', use: 'sig' })
    expect(others).toEqual([])
  })

  it('selects the same keys', () => {
    const set = KeySet.of([{ ...ec(), kid: 'a' }, rsa, { ...okp, kid: 'c' }], 10)
    const again = KeySet.of(set.toJwks(), 10)
    for (const [algorithm, kid] of [
      ['ES256', 'a'],
      ['PS384', undefined],
      ['EdDSA', 'c'],
    ] as const) {
      expect(spki(again, algorithm, kid)).toHaveLength(1)
      expect(spki(again, algorithm, kid)).toEqual(spki(set, algorithm, kid))
    }
  })
})
