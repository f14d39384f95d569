import type { RingKey } from './ring.js'

/** What the keys of a ring are for, as `use` of a JWK says it (RFC 7517 §4.2). */
export type KeyUse = 'sig' | 'enc'

/**
 * All that differs between a ring of keys that sign and one of keys that decrypt: how a key is made, what is
 * left of it after its turn, and how it stands in a document.
 */
export interface RingKind<Key extends RingKey, Retired extends RingKey> {
  readonly use: KeyUse
  make(): Promise<Key>
  retire(key: Key): Retired
  readonly whole: KeyForm<Key>
  readonly retired: KeyForm<Retired>
}

/** How a key stands in a document. */
export interface KeyForm<Key extends RingKey> {
  /** The member that has its bytes, in base64. */
  readonly member: 'privateKey' | 'publicKey'
  write(key: Key): string
  /**
   * The key of these bytes, if it is what it says it is: nobody can put another key in the place of one.
   * Rejects with an Unreadable that names the place.
   */
  read(place: string, said: SaidOfKey): Promise<Key>
}

/** What a document says of a key; none of it checked. */
export interface SaidOfKey {
  readonly kid: unknown
  readonly algorithm: unknown
  readonly bytes: unknown
}
