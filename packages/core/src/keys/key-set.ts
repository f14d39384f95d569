import type { JWK } from 'jose'
import { ALGORITHMS, type Algorithm } from '../algorithms.js'
import { importVerificationKey, type VerificationKey } from './verification-key.js'

/** An entry of a JWK Set that was left out. */
export interface SkippedKey {
  readonly index: number
  readonly problem: string
}

interface Candidates {
  readonly all: VerificationKey[]
  readonly byKid: Map<string, VerificationKey[]>
}

const NONE: readonly VerificationKey[] = []
const EVERY_ALGORITHM = Object.keys(ALGORITHMS) as Algorithm[]

/** The usable keys of one JWK Set. */
export class KeySet {
  readonly size: number
  readonly skipped: readonly SkippedKey[]
  readonly #keys: readonly VerificationKey[]
  // So that a thousand keys cost a token no more than one.
  readonly #candidates = new Map<Algorithm, Candidates>()

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
    this.#keys = keys
    this.size = keys.length
    this.skipped = skipped
    for (const key of keys) this.#index(key)
  }

  /**
   * Every key that may have signed a token with this header (RFC 7515 §6).
   * `kid` picks where there is one; type, curve and the key's own `alg` decide always.
   */
  select(algorithm: Algorithm, kid: string | undefined): readonly VerificationKey[] {
    const candidates = this.#candidates.get(algorithm)
    if (!candidates) return NONE
    return kid === undefined ? candidates.all : (candidates.byKid.get(kid) ?? NONE)
  }

  /** The keys as public JWKs, with nothing but what verification needs. */
  toJwks(): readonly JWK[] {
    return this.#keys.map(({ kid, algorithm, publicKey }) => ({
      ...(publicKey.export({ format: 'jwk' }) as JWK),
      ...(kid !== undefined && { kid }),
      ...(algorithm !== undefined && { alg: algorithm }),
      use: 'sig',
    }))
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

function fits(key: VerificationKey, algorithm: Algorithm): boolean {
  const row = ALGORITHMS[algorithm]
  if (key.kty !== row.kty || key.crv !== row.crv) return false
  return key.algorithm === undefined || key.algorithm === algorithm
}

function spki({ publicKey }: VerificationKey): string {
  return publicKey.export({ format: 'der', type: 'spki' }).toString('base64')
}
