import type { KeyObject } from 'node:crypto'
import { keyPair } from '../../key-pair.js'

/** A key on any curve that OpenSSL knows, with its point as the members of a JWK. */
export function curveKey(namedCurve: string): {
  privateKey: KeyObject
  x: string
  y: string
} {
  const { privateKey, publicKey } = keyPair('ec', { namedCurve })
  // A SubjectPublicKeyInfo ends in the uncompressed point: 04, x, y (RFC 5480 §2.2).
  const spki = publicKey.export({ type: 'spki', format: 'der' })
  const length = coordinateLength(spki)
  const half = (start: number): string => spki.subarray(start, start + length).toString('base64url')
  return { privateKey, x: half(spki.length - 2 * length), y: half(spki.length - length) }
}

/** A P-256 key whose x is spelled without its leading zero octet: one octet short. */
export function keyWithShortX(): { privateKey: KeyObject; jwk: Record<string, unknown> } {
  for (;;) {
    const { privateKey, publicKey } = keyPair('ec', { namedCurve: 'P-256' })
    const jwk = publicKey.export({ format: 'jwk' })
    const x = Buffer.from(String(jwk['x']), 'base64url')
    if (x[0] === 0) return { privateKey, jwk: { ...jwk, x: x.subarray(1).toString('base64url') } }
  }
}

function coordinateLength(spki: Buffer): number {
  const length = [24, 28, 32, 48, 66].find((octets) => {
    const bitString = spki.length - 2 * octets - 1
    // Its content is one octet of unused bits, zero, and then the point.
    return (
      spki[bitString] === 4 && spki[bitString - 1] === 0 && spki[bitString - 2] === 2 * octets + 2
    )
  })
  if (length === undefined) throw new RangeError('the key has no uncompressed point at its end')
  return length
}
