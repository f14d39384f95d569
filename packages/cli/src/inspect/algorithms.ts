import { ALL_ALGORITHMS, POST_QUANTUM_ALGORITHMS } from '@countersign/core'

const SUPPORTED: ReadonlySet<string> = new Set([...ALL_ALGORITHMS, ...POST_QUANTUM_ALGORITHMS])

/** Whether our verifier can check such a signature. */
export function isSupported(algorithm: string): boolean {
  return SUPPORTED.has(algorithm)
}

/** Whether whoever checks such a signature can make one: HMAC. */
export function isSymmetric(algorithm: string): boolean {
  return /^HS\d+$/i.test(algorithm)
}

/** What there is to say of a way to encrypt (RFC 7518 §4.1, §5.1). */
export interface EncryptionRow {
  readonly severity: 'wrong' | 'unusual' | 'good'
  readonly text: string
}

const good = (text: string): EncryptionRow => ({ severity: 'good', text })
const agreed = good('A fresh key for each token, agreed with the key of the recipient.')
const shared = good('By a key that sender and recipient share: both can make such tokens.')
const password: EncryptionRow = {
  severity: 'wrong',
  text: 'By a password: the sender chooses how long opening it takes. Our verifier refuses it.',
}

/** By the `alg` of an encrypted token. */
export const KEY_MANAGEMENT: ReadonlyMap<string, EncryptionRow> = new Map([
  [
    'RSA1_5',
    {
      severity: 'wrong',
      text: 'RSA with PKCS #1 v1.5 padding: whoever answers can be made to decrypt (RFC 8725 §3.2).',
    },
  ],
  ['RSA-OAEP', { severity: 'unusual', text: 'RSA-OAEP with SHA-1: RSA-OAEP-256 says it better.' }],
  ['RSA-OAEP-256', good('To an RSA key of the recipient.')],
  ['RSA-OAEP-384', good('To an RSA key of the recipient.')],
  ['RSA-OAEP-512', good('To an RSA key of the recipient.')],
  ['ECDH-ES', agreed],
  ['ECDH-ES+A128KW', agreed],
  ['ECDH-ES+A192KW', agreed],
  ['ECDH-ES+A256KW', agreed],
  ['A128KW', shared],
  ['A192KW', shared],
  ['A256KW', shared],
  ['A128GCMKW', shared],
  ['A192GCMKW', shared],
  ['A256GCMKW', shared],
  ['dir', shared],
  ['PBES2-HS256+A128KW', password],
  ['PBES2-HS384+A192KW', password],
  ['PBES2-HS512+A256KW', password],
])

const gcm = good('AES-GCM: content and header cannot be changed unseen.')
const cbc = good('AES-CBC with HMAC: content and header cannot be changed unseen.')

/** By the `enc` of an encrypted token. */
export const CONTENT_ENCRYPTION: ReadonlyMap<string, EncryptionRow> = new Map([
  ['A128GCM', gcm],
  ['A192GCM', gcm],
  ['A256GCM', gcm],
  ['A128CBC-HS256', cbc],
  ['A192CBC-HS384', cbc],
  ['A256CBC-HS512', cbc],
])
