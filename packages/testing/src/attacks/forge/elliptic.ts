import { modulo, toBytes, toNumber } from './numbers.js'

/** Order of the group of P-256 (FIPS 186-4 D.1.2.3). */
export const P256_ORDER: bigint =
  0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n

/** R and S of an ES256 signature, next to each other. */
export function joinSignature(r: bigint, s: bigint): Buffer {
  return Buffer.concat([toBytes(r, 32), toBytes(s, 32)])
}

/** The halves of an ES256 signature. */
export function splitSignature(signature: Uint8Array): { r: bigint; s: bigint } {
  return { r: toNumber(signature.subarray(0, 32)), s: toNumber(signature.subarray(32)) }
}

/** The other spelling of the same ES256 signature: (r, n - s) verifies like (r, s). */
export function twinSignature(signature: Uint8Array): Buffer {
  const { r, s } = splitSignature(signature)
  return joinSignature(r, modulo(-s, P256_ORDER))
}
