import { decodeBase64url } from '../token/base64url.js'

/** Octets of a coordinate, by curve. */
const COORDINATES = new Map([
  ['P-256', 32],
  ['P-384', 48],
  ['P-521', 66],
  ['X25519', 32],
])

/**
 * The curve of an ephemeral public key (RFC 7518 §4.6.1.1); `undefined` where it is malformed. That
 * the point is on its curve is checked where it is used.
 */
export function curveOf(epk: unknown): string | undefined {
  if (typeof epk !== 'object' || epk === null) return undefined
  const { kty, crv, x, y, d } = epk as Record<string, unknown>
  const length = typeof crv === 'string' ? COORDINATES.get(crv) : undefined
  if (typeof crv !== 'string' || length === undefined) return undefined
  if (kty !== (crv === 'X25519' ? 'OKP' : 'EC') || d !== undefined) return undefined
  const coordinates = kty === 'OKP' ? [x] : [x, y]
  return coordinates.every((one) => isOfLength(one, length)) ? crv : undefined
}

function isOfLength(value: unknown, length: number): boolean {
  return typeof value === 'string' && decodeBase64url(value)?.length === length
}
