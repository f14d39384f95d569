import type { JSONWebKeySet, JWK } from 'jose'
import type { RotateOptions, Rotation } from '../keys/key-ring.js'
import type { KeyManagement } from './algorithms.js'

/**
 * Keys that decrypt tokens, and take turns: next → current → retiring → gone. It is what `decryption` of a
 * verifier of `@countersign/core` takes.
 */
export interface EncryptionKeyRing {
  /** Comes back once there are keys to use. Rejects with a KeyRingError where none may be used now. */
  ready(): Promise<void>
  /**
   * The private keys that decrypt: current, next and retiring. The same objects while nothing has changed,
   * from memory; where what is known may be outdated, after a look at the store. Rejects with a KeyRingError
   * where none may be used now.
   */
  keys(): readonly JWK[] | Promise<readonly JWK[]>
  /** Whether tokens that are not encrypted are refused: the option. */
  readonly required: boolean
  /** The public half of the current key: the one that is encrypted to. Throws a KeyRingError. */
  publicKeys(): readonly JWK[]
  /** The same as a set (RFC 7517 §5), for `encryptTo` of an issuer. Throws a KeyRingError. */
  jwks(): JSONWebKeySet
  /**
   * Publishes the next key from now on in place of the current one, and makes another next one. Of several
   * instances that rotate at once one does, and the others take over what it did. Rejects with a KeyRingError.
   */
  rotate(options?: RotateOptions): Promise<Rotation>
  /**
   * Withdraws all keys at once, and makes new ones. For keys that somebody may have seen: he may read, and
   * use, every token that was encrypted to them. Those are refused from now on, and so are new ones, until
   * issuers fetch the keys again. Other instances follow within `refresh`. Rejects with a KeyRingError.
   */
  revoke(): Promise<void>
  /**
   * Looks at the store now, and does what is due. The ring does so by itself, by a timer and by whoever asks
   * it for keys; this is for who cannot wait. Rejects with a KeyRingError.
   */
  refresh(): Promise<void>
  /** What is known of the keys; no key material. */
  status(): EncryptionKeyRingStatus
  /** Ends the looks at the store. Afterwards the ring gives no key. */
  close(): void
}

/** What a ring knows of itself. Times are seconds since the epoch. */
export interface EncryptionKeyRingStatus {
  readonly version: number
  /** When the store was known to have this version. */
  readonly asOf: number
  /** Why the last look at the store failed; `undefined` if it did not. */
  readonly lastError: string | undefined
  /** The one that is published first, then the next one, then those that retire. */
  readonly keys: readonly EncryptionKeyStatus[]
}

/** What a ring knows of a key. Times are seconds since the epoch. */
export interface EncryptionKeyStatus {
  readonly kid: string
  readonly algorithm: KeyManagement
  readonly state: 'next' | 'current' | 'retiring'
  /** Since when it decrypts. */
  readonly storedAt: number
  readonly publishedSince: number | undefined
  /** When it is gone, once it is published no more. */
  readonly decryptsUntil: number | undefined
}
