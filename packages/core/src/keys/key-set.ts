import { ALGORITHMS, type Algorithm } from '../algorithms.js'
import { importVerificationKey, type VerificationKey } from './verification-key.js'

/** An entry of a JWK Set that was left out. */
export interface SkippedKey {
  readonly index: number
  readonly problem: string
}

/** The usable keys of one JWK Set. */
export class KeySet {
  readonly size: number
  readonly skipped: readonly SkippedKey[]
  readonly #all: readonly VerificationKey[]
  readonly #byKid = new Map<string, VerificationKey[]>()

  /** Imports the first `limit` entries. A bad one is skipped, and does its neighbours no harm. */
  constructor(entries: readonly unknown[], limit: number) {
    const keys: VerificationKey[] = []
    const skipped: SkippedKey[] = []
    const seen = new Set<string>()
    for (const [index, entry] of entries.slice(0, limit).entries()) {
      try {
        const key = importVerificationKey(entry)
        // The same key twice is one key, and no ambiguity.
        const identity = JSON.stringify([key.kid, key.algorithm, spki(key)])
        if (!seen.has(identity)) keys.push(key)
        seen.add(identity)
      } catch (error) {
        skipped.push({ index, problem: error instanceof Error ? error.message : 'unusable' })
      }
    }
    if (entries.length > limit) skipped.push({ index: limit, problem: 'beyond the limit of keys' })
    this.#all = keys
    this.size = keys.length
    this.skipped = skipped
    for (const key of keys) {
      if (key.kid === undefined) continue
      const sameKid = this.#byKid.get(key.kid)
      if (sameKid) sameKid.push(key)
      else this.#byKid.set(key.kid, [key])
    }
  }

  /**
   * Every key that may have signed a token with this header (RFC 7515 §6).
   * `kid` picks where there is one; type, curve and the key's own `alg` decide always.
   */
  select(algorithm: Algorithm, kid: string | undefined): readonly VerificationKey[] {
    const row = ALGORITHMS[algorithm]
    const candidates = kid === undefined ? this.#all : (this.#byKid.get(kid) ?? [])
    return candidates.filter(
      (key) =>
        key.kty === row.kty &&
        key.crv === row.crv &&
        (key.algorithm === undefined || key.algorithm === algorithm),
    )
  }
}

function spki({ publicKey }: VerificationKey): string {
  return publicKey.export({ format: 'der', type: 'spki' }).toString('base64')
}
