import { LRUCache } from 'lru-cache'
import type { Actor, Binding } from '../authentication.js'
import type { Issuer } from '../issuers/issuer.js'
import type { WantedKey } from '../keys/key-source.js'
import type { VerificationKey } from '../keys/verification-key.js'
import type { CheckedClaims } from '../token/check-claims.js'
import type { JsonObject } from '../token/strict-json.js'

/** A token that has passed steps 3 to 6, without the token. */
export interface VerifiedToken {
  /** SHA-256 of the token as it was sent, base64url: the `ath` of a proof (RFC 9449 §4.2). */
  readonly hash: string
  readonly issuer: Issuer
  readonly wanted: WantedKey
  /** The key that has signed it. */
  readonly key: VerificationKey
  /** The claims as signed. */
  readonly signed: JsonObject
  /** The claims as the application sees them. */
  readonly claims: unknown
  readonly checked: CheckedClaims
  readonly scopes: ReadonlySet<string>
  /** What it is bound to; nobody has proven it yet. */
  readonly confirmation: Binding | undefined
  readonly actor: Actor | undefined
}

// Of what is made of a token, some multiple of its length.
const BYTES_A_CHARACTER = 4
const BYTES_A_TOKEN = 1_000
const MOST_BYTES = 64 * 1024 * 1024

/**
 * Tokens that were verified, by their SHA-256: the ones used last, in at most 64 MB. Refused ones
 * leave nothing behind, so that no stranger can push out a good one.
 */
export class TokenCache {
  readonly #tokens: LRUCache<string, { readonly token: VerifiedToken; readonly size: number }>

  constructor(limit: number) {
    this.#tokens = new LRUCache({
      max: limit,
      maxSize: MOST_BYTES,
      sizeCalculation: ({ size }) => size,
    })
  }

  get(hash: string): VerifiedToken | undefined {
    return this.#tokens.get(hash)?.token
  }

  set(hash: string, token: VerifiedToken, length: number): void {
    this.#tokens.set(hash, { token, size: BYTES_A_TOKEN + BYTES_A_CHARACTER * length })
  }

  clear(): void {
    this.#tokens.clear()
  }
}
