import type { JWK } from 'jose'

/**
 * How the key of the content is agreed on or sent (RFC 7518 §4). No RSA1_5, whose padding tells an
 * attacker too much, and nothing with a shared secret.
 */
export type KeyManagement =
  | 'ECDH-ES'
  | 'ECDH-ES+A128KW'
  | 'ECDH-ES+A256KW'
  | 'RSA-OAEP-256'
  | 'RSA-OAEP-384'
  | 'RSA-OAEP-512'

/** Curves that a key is agreed on with. X25519 and P-256 cost whoever decrypts the least. */
export type EncryptionCurve = 'P-256' | 'P-384' | 'P-521' | 'X25519'

/** How the content is encrypted (RFC 7518 §5). */
export type ContentEncryption = 'A128GCM' | 'A256GCM' | 'A128CBC-HS256' | 'A256CBC-HS512'

export const CONTENT_ENCRYPTIONS: readonly ContentEncryption[] = [
  'A128GCM',
  'A256GCM',
  'A128CBC-HS256',
  'A256CBC-HS512',
]

export const ENCRYPTION_CURVES: readonly EncryptionCurve[] = ['P-256', 'P-384', 'P-521', 'X25519']

/** What the keys of a family may be used with, the default first. */
const OF_CURVES: readonly KeyManagement[] = ['ECDH-ES+A256KW', 'ECDH-ES', 'ECDH-ES+A128KW']
const OF_RSA: readonly KeyManagement[] = ['RSA-OAEP-256', 'RSA-OAEP-384', 'RSA-OAEP-512']

/** What a key may be used with, by its type; nothing if it is none that encrypts. */
export function keyManagementFor({ kty, crv }: JWK): readonly KeyManagement[] {
  if (kty === 'RSA') return OF_RSA
  const isCurve = (kty === 'EC' && crv !== 'X25519') || (kty === 'OKP' && crv === 'X25519')
  return isCurve && ENCRYPTION_CURVES.some((one) => one === crv) ? OF_CURVES : []
}

export function isKeyManagement(value: unknown): value is KeyManagement {
  return [...OF_CURVES, ...OF_RSA].some((one) => one === value)
}
