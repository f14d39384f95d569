/** How the key that encrypts a token reaches us: the `alg` of a JWE (RFC 7518 §4.1). */
export type KeyManagement =
  | 'RSA-OAEP'
  | 'RSA-OAEP-256'
  | 'RSA-OAEP-384'
  | 'RSA-OAEP-512'
  | 'ECDH-ES'
  | 'ECDH-ES+A128KW'
  | 'ECDH-ES+A192KW'
  | 'ECDH-ES+A256KW'
  | 'dir'
  | 'A128KW'
  | 'A192KW'
  | 'A256KW'
  | 'A128GCMKW'
  | 'A192GCMKW'
  | 'A256GCMKW'

/** What a token is encrypted with: the `enc` of a JWE (RFC 7518 §5.1). */
export type ContentEncryption =
  | 'A128GCM'
  | 'A192GCM'
  | 'A256GCM'
  | 'A128CBC-HS256'
  | 'A192CBC-HS384'
  | 'A256CBC-HS512'

/** What one `alg` takes, and sends along. */
export interface KeyManagementRow {
  readonly kty: 'RSA' | 'EC' | 'oct'
  /** Length of the shared secret; `undefined`: it has none, or `enc` says it. */
  readonly secretBytes: number | undefined
  /**
   * Octets of the JWE Encrypted Key beyond the key that is in it; `undefined`: there is no such
   * segment, `modulus`: it is as long as the modulus.
   */
  readonly wrapping: number | 'modulus' | undefined
}

/** What one `enc` takes. */
export interface ContentEncryptionRow {
  readonly keyBytes: number
  readonly ivBytes: number
  readonly tagBytes: number
}

const oaep: KeyManagementRow = { kty: 'RSA', secretBytes: undefined, wrapping: 'modulus' }
const agreement: KeyManagementRow = { kty: 'EC', secretBytes: undefined, wrapping: undefined }
// RFC 3394 §2.2.1: one block of eight octets more.
const wrappedAgreement: KeyManagementRow = { ...agreement, wrapping: 8 }
const aesKw = (bits: number): KeyManagementRow => ({
  kty: 'oct',
  secretBytes: bits / 8,
  wrapping: 8,
})
const aesGcmKw = (bits: number): KeyManagementRow => ({ ...aesKw(bits), wrapping: 0 })

/**
 * Every `alg` that we open. Not RSA1_5, whose padding tells attackers things; not PBES2, with which
 * whoever sends a token says how much we compute.
 *
 * RSA-OAEP is there with its SHA-1, which many providers use by default: OAEP does not rest on that
 * nobody finds collisions, and no attack on SHA-1 is one on it (RFC 8017 §7.1, RFC 7518 §4.3).
 */
export const KEY_MANAGEMENT: Readonly<Record<KeyManagement, KeyManagementRow>> = {
  'RSA-OAEP': oaep,
  'RSA-OAEP-256': oaep,
  'RSA-OAEP-384': oaep,
  'RSA-OAEP-512': oaep,
  'ECDH-ES': agreement,
  'ECDH-ES+A128KW': wrappedAgreement,
  'ECDH-ES+A192KW': wrappedAgreement,
  'ECDH-ES+A256KW': wrappedAgreement,
  dir: { kty: 'oct', secretBytes: undefined, wrapping: undefined },
  A128KW: aesKw(128),
  A192KW: aesKw(192),
  A256KW: aesKw(256),
  A128GCMKW: aesGcmKw(128),
  A192GCMKW: aesGcmKw(192),
  A256GCMKW: aesGcmKw(256),
}

const gcm = (bits: number): ContentEncryptionRow => ({
  keyBytes: bits / 8,
  ivBytes: 12,
  tagBytes: 16,
})
// RFC 7518 §5.2.2: half of the key authenticates, and half of the HMAC is the tag.
const cbc = (bits: number): ContentEncryptionRow => ({
  keyBytes: bits / 4,
  ivBytes: 16,
  tagBytes: bits / 8,
})

/** Every `enc` that we open. */
export const CONTENT_ENCRYPTION: Readonly<Record<ContentEncryption, ContentEncryptionRow>> = {
  A128GCM: gcm(128),
  A192GCM: gcm(192),
  A256GCM: gcm(256),
  'A128CBC-HS256': cbc(128),
  'A192CBC-HS384': cbc(192),
  'A256CBC-HS512': cbc(256),
}

/** Whether a value is the exact name of an `alg` that we open. */
export function isKeyManagement(value: unknown): value is KeyManagement {
  return typeof value === 'string' && Object.hasOwn(KEY_MANAGEMENT, value)
}

/** Whether a value is the exact name of an `enc` that we open. */
export function isContentEncryption(value: unknown): value is ContentEncryption {
  return typeof value === 'string' && Object.hasOwn(CONTENT_ENCRYPTION, value)
}
