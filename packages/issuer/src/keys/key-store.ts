/** A key ring as a store keeps it. */
export interface StoredRing {
  /** Goes up with every change, from 1. The document says the same. */
  readonly version: number
  /** JSON of at most {@link MAX_DOCUMENT_BYTES}, private keys included: a store keeps it from strangers. */
  readonly document: string
}

/** Where instances that share a key ring keep it. */
export interface KeyStore {
  /** What was saved last, by whomever; `undefined`: nothing yet. Rejects where that cannot be told. */
  load(): Promise<StoredRing | undefined>
  /**
   * Puts the ring in place of the version `expected`, `undefined` for none yet, in one step: of several
   * who expect the same version one gets `true`. `false`: another version is there, and stays. After
   * `true` everybody loads it, and no crash takes it back.
   *
   * It is done within ten seconds of the call, or never, also where it rejects: done later, keys would
   * count as published for longer than they were.
   */
  save(ring: StoredRing, expected: number | undefined): Promise<boolean>
}

/** Seconds. */
export const MAX_SAVE_TIME = 10

/** Bytes. Fifty keys take less than a third of it. */
export const MAX_DOCUMENT_BYTES = 262_144
