import { setImmediate } from 'node:timers/promises'
import type { JWK } from 'jose'
import { ALGORITHMS, type Algorithm } from '../algorithms.js'
import { fits, importVerificationKey, type VerificationKey } from './verification-key.js'

/** An entry of a JWK Set that was left out. */
export interface SkippedKey {
  readonly index: number
  readonly problem: string
}

interface Candidates {
  readonly all: VerificationKey[]
  readonly byKid: Map<string, VerificationKey[]>
}

interface Selection {
  readonly algorithm: Algorithm
  readonly kid: string | undefined
  readonly keys: readonly VerificationKey[]
}

const NONE: readonly VerificationKey[] = []
const EVERY_ALGORITHM = Object.keys(ALGORITHMS) as Algorithm[]

/** How many keys are imported without a pause: one can take a tenth of a millisecond. */
const WITHOUT_PAUSE = 32

/** The usable keys of one JWK Set. */
export class KeySet {
  readonly #keys: VerificationKey[] = []
  readonly #skipped: SkippedKey[] = []
  readonly #seen = new Set<string>()
  // So that a thousand keys cost a token no more than one.
  readonly #candidates = new Map<Algorithm, Candidates>()
  // Most issuers sign with one key, and to compare is cheaper than to look up twice.
  #last: Selection | undefined

  /** Imports the first `limit` entries. A bad one is skipped, and does its neighbours no harm. */
  static of(entries: readonly unknown[], limit: number): KeySet {
    const set = new KeySet()
    for (const [index, entry] of entries.slice(0, limit).entries()) set.#add(entry, index)
    set.#finish(entries.length, limit)
    return set
  }

  /** The same, with pauses in which requests have their turn: a large set takes a while. */
  static async load(entries: readonly unknown[], limit: number): Promise<KeySet> {
    const set = new KeySet()
    for (const [index, entry] of entries.slice(0, limit).entries()) {
      if (index > 0 && index % WITHOUT_PAUSE === 0) await setImmediate()
      set.#add(entry, index)
    }
    set.#finish(entries.length, limit)
    return set
  }

  get size(): number {
    return this.#keys.length
  }

  get skipped(): readonly SkippedKey[] {
    return this.#skipped
  }

  /**
   * Every key that may have signed a token with this header (RFC 7515 §6).
   * `kid` picks where there is one; type, curve and the key's own `alg` decide always.
   */
  select(algorithm: Algorithm, kid: string | undefined): readonly VerificationKey[] {
    const last = this.#last
    if (last?.algorithm === algorithm && last.kid === kid) return last.keys
    const keys = this.#find(algorithm, kid)
    // What is not there is not kept: its name is whatever a stranger has sent.
    if (keys.length > 0) this.#last = { algorithm, kid, keys }
    return keys
  }

  /** The keys as public JWKs, with nothing but what verification needs. */
  toJwks(): readonly JWK[] {
    return this.#keys.map(({ kid, algorithm, jwk }) => ({
      ...jwk,
      ...(kid !== undefined && { kid }),
      ...(algorithm !== undefined && { alg: algorithm }),
      use: 'sig',
    }))
  }

  #find(algorithm: Algorithm, kid: string | undefined): readonly VerificationKey[] {
    const candidates = this.#candidates.get(algorithm)
    if (!candidates) return NONE
    return kid === undefined ? candidates.all : (candidates.byKid.get(kid) ?? NONE)
  }

  #add(entry: unknown, index: number): void {
    try {
      const key = importVerificationKey(entry)
      // The same key twice is one key, and no ambiguity.
      const identity = JSON.stringify([key.kid, key.algorithm, key.jwk])
      if (this.#seen.has(identity)) return
      this.#seen.add(identity)
      this.#keys.push(key)
      this.#index(key)
    } catch (error) {
      const problem = error instanceof Error ? error.message : 'unusable'
      this.#skipped.push({ index, problem })
    }
  }

  #finish(entries: number, limit: number): void {
    this.#seen.clear()
    if (entries > limit) this.#skipped.push({ index: limit, problem: 'beyond the limit of keys' })
  }

  #index(key: VerificationKey): void {
    for (const algorithm of EVERY_ALGORITHM) {
      if (!fits(key, algorithm)) continue
      const { all, byKid } = this.#candidatesOf(algorithm)
      all.push(key)
      if (key.kid === undefined) continue
      const sameKid = byKid.get(key.kid)
      if (sameKid) sameKid.push(key)
      else byKid.set(key.kid, [key])
    }
  }

  #candidatesOf(algorithm: Algorithm): Candidates {
    const known = this.#candidates.get(algorithm)
    if (known) return known
    const made: Candidates = { all: [], byKid: new Map() }
    this.#candidates.set(algorithm, made)
    return made
  }
}
