import { createSecretKey, type KeyObject } from 'node:crypto'
import { memberBytes } from '../keys/key-material.js'
import {
  CONTENT_ENCRYPTION,
  isContentEncryption,
  isKeyManagement,
  KEY_MANAGEMENT,
  type ContentEncryption,
  type KeyManagement,
} from './algorithms.js'
import type { WantedDecryptionKey } from './envelope.js'
import { importPrivate } from './private-key.js'

/** A private or shared key of ours, ready to decrypt with. */
export interface DecryptionKey {
  readonly kid: string | undefined
  readonly key: KeyObject
  readonly kty: 'RSA' | 'EC' | 'oct'
  readonly curve: string | undefined
  /** Of an RSA key: its modulus. Of a shared one: the key itself. */
  readonly bytes: number | undefined
  /** The one `alg` that the JWK allows (RFC 7517 §4.4); `undefined`: any that fits its type. */
  readonly algorithm: KeyManagement | undefined
  /** The one `enc` that it allows; `undefined`: any. */
  readonly encryption: ContentEncryption | undefined
}

/** What `key_ops` has to allow, one of them (RFC 7517 §4.3). */
const OPERATIONS: Readonly<Record<DecryptionKey['kty'], readonly string[]>> = {
  RSA: ['decrypt', 'unwrapKey'],
  EC: ['deriveKey', 'deriveBits'],
  oct: ['decrypt', 'unwrapKey'],
}

/**
 * Imports a JWK for decryption; throws an Error that says why it is of no use, and nothing of what is
 * secret in it.
 */
export function importDecryptionKey(entry: unknown): DecryptionKey {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry))
    throw new Error('no object')
  const jwk = entry as Record<string, unknown>
  const { kid, use, key_ops: operations, alg, kty } = jwk
  if (kid !== undefined && typeof kid !== 'string') throw new Error('malformed kid')
  if (use !== undefined && use !== 'enc') throw new Error('not for encryption (use)')
  const key = kty === 'oct' ? importShared(jwk) : { ...importOwn(jwk), encryption: undefined }
  if (operations !== undefined && !allowsDecryption(operations, key.kty)) {
    throw new Error('not for decryption (key_ops)')
  }
  if (alg === undefined || kty === 'oct') return { kid, ...key }
  if (!isKeyManagement(alg)) throw new Error('unsupported alg')
  if (KEY_MANAGEMENT[alg].kty !== key.kty) throw new Error('alg of another key type')
  return { kid, ...key, algorithm: alg }
}

type Imported = Omit<DecryptionKey, 'kid'>

function importOwn(jwk: Record<string, unknown>): Omit<Imported, 'encryption'> {
  const { kty, curve, key, modulusBytes } = importPrivate(jwk)
  return { kty, curve, key, bytes: modulusBytes, algorithm: undefined }
}

/**
 * A shared secret has to say what it is for: bytes of the right length may be anything. For `dir` it may
 * name the `enc` instead, which is then the only one.
 */
function importShared(jwk: Record<string, unknown>): Imported {
  const { alg } = jwk
  if (alg === undefined) throw new Error('a shared key without alg')
  const isDirect = isContentEncryption(alg)
  if (!isDirect && !(isKeyManagement(alg) && KEY_MANAGEMENT[alg].kty === 'oct')) {
    throw new Error('unsupported alg')
  }
  const secret = memberBytes(jwk, 'k', 1, 64)
  const lengths = isDirect ? [CONTENT_ENCRYPTION[alg].keyBytes] : lengthsOf(alg)
  if (!lengths.includes(secret.length)) throw new Error(`not as long as ${alg} needs`)
  return {
    key: createSecretKey(secret),
    kty: 'oct',
    curve: undefined,
    bytes: secret.length,
    algorithm: isDirect ? 'dir' : alg,
    encryption: isDirect ? alg : undefined,
  }
}

function lengthsOf(algorithm: KeyManagement): readonly number[] {
  const { secretBytes } = KEY_MANAGEMENT[algorithm]
  if (secretBytes !== undefined) return [secretBytes]
  return Object.values(CONTENT_ENCRYPTION).map(({ keyBytes }) => keyBytes)
}

function allowsDecryption(operations: unknown, kty: DecryptionKey['kty']): boolean {
  if (!Array.isArray(operations) || new Set(operations).size !== operations.length) return false
  return OPERATIONS[kty].some((one) => operations.includes(one))
}

/** Whether a key can open such a token: by its name, type, curve, length, and its own `alg`. */
export function opens(key: DecryptionKey, wanted: WantedDecryptionKey): boolean {
  const { algorithm, encryption, kid, curve, encryptedKeyBytes } = wanted
  if (kid !== undefined && key.kid !== kid) return false
  if (key.kty !== KEY_MANAGEMENT[algorithm].kty || key.curve !== curve) return false
  if (key.algorithm !== undefined && key.algorithm !== algorithm) return false
  if (key.encryption !== undefined && key.encryption !== encryption) return false
  if (key.kty === 'RSA') return key.bytes === encryptedKeyBytes
  return algorithm !== 'dir' || key.bytes === CONTENT_ENCRYPTION[encryption].keyBytes
}
