import { createPublicKey, verify } from 'node:crypto'
import { modularInverse, modularPower, modulo, toBytes, toNumber } from './numbers.js'

const FIELD = 2n ** 255n - 19n
const CURVE_D = modulo(-121665n * modularInverse(121666n, FIELD), FIELD)
const GROUP_ORDER = 2n ** 252n + 27742317777372353535851937790883648493n

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
  return [...canonical, FIELD, FIELD + 1n].flatMap((y) => [encodePoint(y, 0), encodePoint(y, 1)])
}

/**
 * A signature over `message` that the small-order public key takes, made without a private key.
 * `undefined` if this message has none: about every eighth has one.
 */
export function smallOrderSignature(point: Uint8Array, message: Uint8Array): Buffer | undefined {
  const key = createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(point).toString('base64url') },
    format: 'jwk',
  })
  return smallOrderPoints()
    .map((r) => Buffer.concat([r, Buffer.alloc(32)]))
    .find((signature) => verify(null, message, key, signature))
}

/** The same signature with S + L in the place of S. */
export function addGroupOrder(signature: Uint8Array): Buffer {
  const s = toNumber(signature.subarray(32).toReversed())
  return Buffer.concat([signature.subarray(0, 32), littleEndian(s + GROUP_ORDER)])
}

function encodePoint(y: bigint, sign: 0 | 1): Buffer {
  return littleEndian(y | (BigInt(sign) << 255n))
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
    modulo(root * root, FIELD) === square ? [root, FIELD - root] : [],
  )
}
