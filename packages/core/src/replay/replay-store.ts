/**
 * Remembers which proofs were used, so that each works once (RFC 9449 §11.1).
 *
 * Whoever implements it: `@countersign/testing/contracts` has the suite that every store passes.
 */
export interface ReplayStore {
  /**
   * Adds a key; true if it was not there before, false if it was. Of several calls with one key, at
   * the same time and from whatever process, exactly one is true. Throws, or rejects, where that
   * cannot be told: the request is then answered 503, as if the identity provider were away.
   *
   * `expiresAt`, in seconds since the epoch and maybe fractional: from then on the key may be
   * forgotten, and not before. `validFrom`, likewise: no earlier add of this key can have been
   * true, for a store that has lost its memory and has to know what it may have forgotten.
   */
  add(key: string, expiresAt: number, validFrom?: number): boolean | Promise<boolean>
}
