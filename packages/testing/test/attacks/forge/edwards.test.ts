import { createPublicKey, verify } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { smallOrderPoints, smallOrderSigner } from '../../../src/attacks/forge/edwards.js'

const messages = Array.from({ length: 40 }, (_, n) => Buffer.from(`message ${n}`))
const neutral = Buffer.concat([Buffer.of(1), Buffer.alloc(31)])

describe('signatures of small-order keys', () => {
  it('exist for every message under the neutral element', () => {
    const sign = smallOrderSigner(neutral)
    for (const message of messages) {
      expect(sign(message)).toEqual(Buffer.concat([neutral, Buffer.alloc(32)]))
    }
  })

  it('exist for some message under each point', () => {
    for (const point of smallOrderPoints()) {
      expect(messages.map(smallOrderSigner(point)).some(Boolean)).toBe(true)
    }
  })

  it('cannot be made for a key of another order', () => {
    const basePoint = Buffer.alloc(32, 0x66).fill(0x58, 0, 1)
    expect(() => smallOrderSigner(basePoint)).toThrow('order')
  })

  it.skipIf(!verifies(neutral, Buffer.concat([neutral, Buffer.alloc(32)]), Buffer.alloc(0)))(
    'are those that OpenSSL takes, in releases that take such keys',
    () => {
      for (const point of smallOrderPoints()) {
        const sign = smallOrderSigner(point)
        for (const message of messages.slice(0, 6)) {
          const candidates = smallOrderPoints().map((r) => Buffer.concat([r, Buffer.alloc(32)]))
          const taken = candidates.filter((candidate) => verifies(point, candidate, message))
          const signature = sign(message)
          const ours = taken.filter((candidate) => signature?.equals(candidate))
          expect(ours).toHaveLength(Math.min(taken.length, 1))
          expect(signature !== undefined).toBe(taken.length > 0)
        }
      }
    },
  )
})

function verifies(point: Buffer, signature: Buffer, message: Buffer): boolean {
  try {
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: point.toString('base64url') }
    return verify(null, message, createPublicKey({ key: jwk, format: 'jwk' }), signature)
  } catch {
    return false
  }
}
