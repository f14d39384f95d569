import { createHash } from 'node:crypto'
import { modularInverse, modularPower, modulo, toBytes, toNumber } from './numbers.js'

const FIELD = 2n ** 255n - 19n
const CURVE_D = modulo(-121665n * modularInverse(121666n, FIELD), FIELD)
const GROUP_ORDER = 2n ** 252n + 27742317777372353535851937790883648493n

type Point = readonly [x: bigint, y: bigint]

/**
 * Every encoding of a point whose order divides 8, the ones above the field's prime included.
 * As public keys they verify signatures that need no private key at all.
 */
export function smallOrderPoints(): Buffer[] {
  // Doubling a point of order 8 gives y = 0, which leaves d·y⁴ + 2y² - 1 = 0.
  const order8 = squareRoots(1n + CURVE_D)
    .map((root) => (root - 1n) * modularInverse(CURVE_D, FIELD))
    .flatMap(squareRoots)
  const canonical = [0n, 1n, FIELD - 1n, ...order8]
  return [...canonical, FIELD, FIELD + 1n].flatMap((y) => [encodePoint(y, 0n), encodePoint(y, 1n)])
}

/**
 * Makes signatures that the small-order public key takes, without a private key. It gives
 * `undefined` for a message that has none: about two in three have one.
 *
 * The arithmetic is our own, because newer releases of OpenSSL take no such key.
 */
export function smallOrderSigner(point: Uint8Array): (message: Uint8Array) => Buffer | undefined {
  // With S = 0, the equation S·B = R + k·A (RFC 8032 §5.1.7) leaves R = -k·A. A·8 is neutral.
  const [x, y] = decodePoint(point)
  const multiples: Point[] = []
  let multiple: Point = [0n, 1n]
  while (multiples.length < 8) {
    multiples.push(multiple)
    multiple = add(multiple, [-x, y])
  }
  if (multiple[1] !== 1n) {
    throw new RangeError('the order of the point does not divide 8')
  }
  const encoded = multiples.map(([mx, my]) => encodePoint(my, mx & 1n))
  return (message) => {
    const r = encoded.find((candidate) => {
      const hash = createHash('sha512').update(candidate).update(point).update(message).digest()
      const k = toNumber(hash.toReversed()) % GROUP_ORDER
      return encoded[Number(k % 8n)]?.equals(candidate)
    })
    return r && Buffer.concat([r, Buffer.alloc(32)])
  }
}

/** The same signature with S + L in the place of S. */
export function addGroupOrder(signature: Uint8Array): Buffer {
  const s = toNumber(signature.subarray(32).toReversed())
  return Buffer.concat([signature.subarray(0, 32), littleEndian(s + GROUP_ORDER)])
}

function encodePoint(y: bigint, sign: bigint): Buffer {
  return littleEndian(y | (sign << 255n))
}

// As leniently as the usual arithmetic: y may be above the prime, and 0 may have a sign.
function decodePoint(encoded: Uint8Array): Point {
  const bits = toNumber(encoded.toReversed())
  const y = modulo(BigInt.asUintN(255, bits), FIELD)
  const roots = squareRoots(quotient(y * y - 1n, CURVE_D * y * y + 1n))
  const x = roots.find((root) => (root & 1n) === bits >> 255n) ?? roots[0]
  if (x === undefined) throw new Error('the point is not on the curve')
  return [x, y]
}

function add([x1, y1]: Point, [x2, y2]: Point): Point {
  const product = CURVE_D * x1 * x2 * y1 * y2
  return [quotient(x1 * y2 + x2 * y1, 1n + product), quotient(y1 * y2 + x1 * x2, 1n - product)]
}

function quotient(dividend: bigint, divisor: bigint): bigint {
  return modulo(dividend * modularInverse(modulo(divisor, FIELD), FIELD), FIELD)
}

function littleEndian(value: bigint): Buffer {
  return Buffer.from(toBytes(value, 32).toReversed())
}

// The prime is 5 modulo 8, so a candidate is either a root or a root times the square root of -1.
function squareRoots(value: bigint): bigint[] {
  const square = modulo(value, FIELD)
  const candidate = modularPower(square, (FIELD + 3n) / 8n, FIELD)
  const other = modulo(candidate * modularPower(2n, (FIELD - 1n) / 4n, FIELD), FIELD)
  return [candidate, other].flatMap((root) =>
    modulo(root * root, FIELD) === square ? [root, modulo(-root, FIELD)] : [],
  )
}
