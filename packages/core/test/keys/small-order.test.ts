import { describe, expect, it } from 'vitest'
import { isSmallOrder } from '../../src/keys/small-order.js'
import { bytesOf, reversed } from '../support/numbers.js'
import { keyPair } from '@countersign/testing'

// edwards25519: -x² + y² = 1 + d·x²·y² over the integers modulo p (RFC 8032 §5.1).
const p = 2n ** 255n - 19n
const modulo = (value: bigint): bigint => ((value % p) + p) % p

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n
  let square = modulo(base)
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = modulo(result * square)
    square = modulo(square * square)
  }
  return result
}

const inverse = (value: bigint): bigint => power(value, p - 2n)
const d = modulo(-121665n * inverse(121666n))

type Point = readonly [x: bigint, y: bigint]
const IDENTITY: Point = [0n, 1n]

/** The complete addition of twisted Edwards curves: it needs no special cases. */
function add([x1, y1]: Point, [x2, y2]: Point): Point {
  const product = modulo(d * x1 * x2 * y1 * y2)
  return [
    modulo((x1 * y2 + y1 * x2) * inverse(1n + product)),
    modulo((y1 * y2 + x1 * x2) * inverse(1n - product)),
  ]
}

function multiply(point: Point, times: bigint): Point {
  let result = IDENTITY
  let doubled = point
  for (let rest = times; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = add(result, doubled)
    doubled = add(doubled, doubled)
  }
  return result
}

const same = ([x1, y1]: Point, [x2, y2]: Point): boolean => x1 === x2 && y1 === y2

/** A root of x² = u/v, if there is one; p is 5 modulo 8 (RFC 8032 §5.1.3). */
function xOf(y: bigint): bigint | undefined {
  const square = modulo((y * y - 1n) * inverse(d * y * y + 1n))
  const root = power(square, (p + 3n) / 8n)
  const candidates = [root, modulo(root * power(2n, (p - 1n) / 4n))]
  return candidates.find((x) => modulo(x * x) === square)
}

/** RFC 8032 §5.1.2, with any y that fits into 255 bits. */
function encode(x: bigint, y: bigint): Buffer {
  return reversed(bytesOf(y | ((x & 1n) << 255n), 32))
}

// The group has 8·L points. L times any point is one of the 8 of small order, and L times a point
// whose order is a multiple of 8 makes all of them.
const L = 2n ** 252n + 27742317777372353535851937790883648493n

function torsionPoints(): readonly Point[] {
  for (let y = 2n; ; y++) {
    const x = xOf(y)
    if (x === undefined) continue
    const generator = multiply([x, y], L)
    if (same(multiply(generator, 4n), IDENTITY)) continue
    return Array.from({ length: 8 }, (_, times) => multiply(generator, BigInt(times)))
  }
}

const torsion = torsionPoints()

describe('the points of small order', () => {
  it('are eight, and their order divides eight', () => {
    expect(new Set(torsion.map(String)).size).toBe(8)
    expect(torsion.every((point) => same(multiply(point, 8n), IDENTITY))).toBe(true)
  })

  it('are all found out', () => {
    expect(torsion.map(([x, y]) => isSmallOrder(encode(x, y)))).toEqual(torsion.map(() => true))
  })

  it('are all found out under the other sign too', () => {
    expect(torsion.every(([x, y]) => isSmallOrder(encode(x ^ 1n, y)))).toBe(true)
  })

  it('fit a signature of nothing to every message: that is why they are refused', () => {
    // RFC 8032 §5.1.7: 8·S·B = 8·R + 8·h·A. With S = 0 and R = (0, 1) only 8·h·A is left.
    for (const hash of [1n, 2n, 3n, L - 1n, 2n ** 251n + 12345n]) {
      const left = torsion.map((point) => multiply(point, 8n * hash))
      expect(left.every((point) => same(point, IDENTITY))).toBe(true)
    }
  })
})

describe('other encodings', () => {
  it('are refused where y is not below the prime: each is the second spelling of a point', () => {
    for (let y = p; y < 2n ** 255n; y++) {
      expect(isSmallOrder(encode(0n, y))).toBe(true)
      expect(isSmallOrder(encode(1n, y))).toBe(true)
    }
  })

  it('are taken right below the prime, and right above a point of small order', () => {
    expect(isSmallOrder(encode(0n, p - 2n))).toBe(false)
    expect(isSmallOrder(encode(0n, 2n))).toBe(false)
    // Every byte but one is that of the prime.
    expect(isSmallOrder(encode(0n, p - (1n << 8n)))).toBe(false)
    expect(isSmallOrder(encode(0n, p - (1n << 240n)))).toBe(false)
  })

  it('are taken of keys, and of keys with a point of small order added', () => {
    for (let count = 0; count < 50; count++) {
      const { publicKey } = keyPair('ed25519')
      const { x = '' } = publicKey.export({ format: 'jwk' })
      expect(isSmallOrder(Buffer.from(x, 'base64url'))).toBe(false)
    }
    const base: Point = [xOf(modulo(4n * inverse(5n))) ?? 0n, modulo(4n * inverse(5n))]
    expect(torsion.some((point) => isSmallOrder(encode(...add(base, point))))).toBe(false)
  })
})
