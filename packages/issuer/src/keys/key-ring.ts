import type { JWK } from 'jose'
import type { SigningAlgorithm } from '../algorithms.js'
import type { KeySource } from '../key-source.js'
import type { SigningKey } from '../signing-key.js'

/** Signing keys that take turns: next → current → retiring → gone. */
export interface KeyRing extends KeySource {
  /** Comes back once there are keys to use. Rejects with a KeyRingError where none may be used now. */
  ready(): Promise<void>
  signingKey(): SigningKey
  publicKeys(): readonly JWK[]
  readonly tokenLifetime: number
  /**
   * Lets the next key sign from now on, and makes another next one. Of several instances that rotate at
   * once one does, and the others take over what it did. Rejects with a KeyRingError.
   */
  rotate(options?: RotateOptions): Promise<Rotation>
  /**
   * Withdraws all keys at once, and makes new ones. For keys that somebody may have seen: whoever saw one saw
   * all. Tokens that they signed are refused as soon as verifiers fetch the keys again, and the new ones
   * until then. Other instances follow within `refresh`. Rejects with a KeyRingError.
   */
  revoke(): Promise<void>
  /**
   * Looks at the store now, and does what is due. The ring does so by itself, by a timer and by whoever asks
   * it for keys; this is for who cannot wait. Rejects with a KeyRingError.
   */
  refresh(): Promise<void>
  /** What is known of the keys; no key material. */
  status(): KeyRingStatus
  /** Ends the looks at the store. Afterwards the ring gives no key. */
  close(): void
}

/** Options of `rotate`. */
export interface RotateOptions {
  /**
   * Does not wait until everybody knows the next key, who then refuses its tokens until he looks again:
   * verifiers that hold keys from before, or instances that decrypt. Default `false`.
   */
  readonly force?: boolean
}

/** What a call of `rotate` came to. `current` is the `kid` of the key that signs now, or is encrypted to. */
export type Rotation =
  | { readonly outcome: 'rotated'; readonly current: string }
  /** Another call, or another instance, has rotated the ring meanwhile. */
  | { readonly outcome: 'taken_over'; readonly current: string }
  /** The next key may have its turn from `from` on, in seconds since the epoch, and not before. */
  | { readonly outcome: 'too_early'; readonly current: string; readonly from: number }
  /** So many keys are retiring that there is no room for another one, until the first of them is gone. */
  | { readonly outcome: 'too_many_keys'; readonly current: string }

/** What a ring knows of itself. Times are seconds since the epoch. */
export interface KeyRingStatus {
  readonly version: number
  /** When the store was known to have this version. */
  readonly asOf: number
  /** Why the last look at the store failed; `undefined` if it did not. */
  readonly lastError: string | undefined
  /** The one that signs first, then the next one, then those that retire. */
  readonly keys: readonly KeyStatus[]
}

/** What a ring knows of a key. Times are seconds since the epoch. */
export interface KeyStatus {
  readonly kid: string
  readonly algorithm: SigningAlgorithm
  readonly state: 'next' | 'current' | 'retiring'
  readonly publishedAt: number
  readonly signsSince: number | undefined
  /** When it is gone, once it signs no more. */
  readonly publishedUntil: number | undefined
}
