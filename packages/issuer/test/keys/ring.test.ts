import { beforeAll, describe, expect, it } from 'vitest'
import { generateSigningKey, type SigningKey } from '../../src/index.js'
import { firstRing, rotatedRing, sweptRing } from '../../src/keys/ring.js'

const times = { publishedBefore: 100, publishedAfter: 1_000 }

let keys: readonly [SigningKey, SigningKey, SigningKey]

beforeAll(async () => {
  keys = [await generateSigningKey(), await generateSigningKey(), await generateSigningKey()]
})

describe('a ring', () => {
  it('moves every key on by one state when it is rotated', () => {
    const [first, second, third] = keys
    const ring = rotatedRing(firstRing([first, second], 10), third, 200, times)
    expect(ring).toMatchObject({
      version: 2,
      next: { kid: third.kid, publishedAt: 200 },
      current: { kid: second.kid, publishedAt: 10, signsSince: 200 },
      retiring: [{ kid: first.kid, publishedAt: 10, signsSince: 10, publishedUntil: 1_200 }],
    })
  })

  it('has no private half of a key that retires, not even in memory', () => {
    const [first, second, third] = keys
    const { retiring } = rotatedRing(firstRing([first, second], 10), third, 200, times)
    expect(retiring[0]).not.toHaveProperty('privateKey')
  })

  it('is the same one while none of its keys has gone', () => {
    const [first, second, third] = keys
    const ring = rotatedRing(firstRing([first, second], 10), third, 200, times)
    expect(sweptRing(ring, 1_199)).toBeUndefined()
    expect(sweptRing(ring, 1_200)).toEqual({ ...ring, version: 3, retiring: [] })
  })
})
