import { beforeAll, describe, expect, it } from 'vitest'
import { generateSigningKey, type SigningKey } from '../../src/index.js'
import type { PublicKey } from '../../src/keys/public-key.js'
import { firstRing, rotatedRing, sweptRing, type Ring } from '../../src/keys/ring.js'
import { signingKind } from '../../src/keys/signing-kind.js'

const times = { nextFor: 100, retiringFor: 1_000 }
const kind = signingKind('ES256')

let keys: readonly [SigningKey, SigningKey, SigningKey]

beforeAll(async () => {
  keys = [await generateSigningKey(), await generateSigningKey(), await generateSigningKey()]
})

function firstOf(current: SigningKey, next: SigningKey): Ring<SigningKey, PublicKey> {
  return firstRing([current, next], 10)
}

describe('a ring', () => {
  it('moves every key on by one state when it is rotated', () => {
    const [first, second, third] = keys
    const ring = rotatedRing(firstOf(first, second), third, kind.retire(first), 200, times)
    expect(ring).toMatchObject({
      version: 2,
      next: { kid: third.kid, madeAt: 200 },
      current: { kid: second.kid, madeAt: 10, currentSince: 200 },
      retiring: [{ kid: first.kid, madeAt: 10, currentSince: 10, keptUntil: 1_200 }],
    })
  })

  it('has no private half of a key that retires, not even in memory', () => {
    const [first, second, third] = keys
    const { retiring } = rotatedRing(firstOf(first, second), third, kind.retire(first), 200, times)
    expect(retiring[0]).not.toHaveProperty('privateKey')
  })

  it('is the same one while none of its keys has gone', () => {
    const [first, second, third] = keys
    const ring = rotatedRing(firstOf(first, second), third, kind.retire(first), 200, times)
    expect(sweptRing(ring, 1_199)).toBeUndefined()
    expect(sweptRing(ring, 1_200)).toEqual({ ...ring, version: 3, retiring: [] })
  })
})
