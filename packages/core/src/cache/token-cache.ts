import { LRUCache } from 'lru-cache'
import { Doorkeeper } from './doorkeeper.js'
import { sizeOf } from './size-of.js'
import { tokenHash, type SignedToken } from './verified-token.js'

/** What is kept of a token beside its claims. */
const BYTES_BESIDE_CLAIMS = 600
/** Room for each token: most need a third of it, and some may need more. */
const BYTES_A_TOKEN = 4_000
const LEAST_BYTES = 1_000_000

/** Characters at the end of a token that tell it from others. V8 makes a copy of so few. */
const TAIL = 12

/**
 * Tokens that were verified before: the ones used last. One is kept from its second time on.
 *
 * Two tokens are the same if their SHA-256 is; the end of the signature only says which one it could
 * be, so that a token which nobody has seen needs no digest. Refused ones leave nothing behind: no
 * stranger can push out a good one.
 */
export class TokenCache {
  readonly #tokens: LRUCache<string, SignedToken>
  readonly #doorkeeper: Doorkeeper

  constructor(limit: number) {
    const maxSize = Math.max(limit * BYTES_A_TOKEN, LEAST_BYTES)
    this.#tokens = new LRUCache({ max: limit, maxSize })
    this.#doorkeeper = new Doorkeeper(limit)
  }

  find(token: string): SignedToken | undefined {
    const kept = this.#tokens.get(token.slice(-TAIL))
    return kept && kept.hash === tokenHash(token) ? kept : undefined
  }

  /** Keeps a token that was just verified, if it was before. */
  keep(token: string, verified: SignedToken): void {
    const tail = token.slice(-TAIL)
    if (!this.#doorkeeper.knows(tail)) return
    verified.hash = tokenHash(token)
    this.#tokens.set(tail, verified, { size: bytesOf(verified) })
  }
}

function bytesOf({ signed, claims }: SignedToken): number {
  // A schema may have made something else of them.
  const own = claims === signed ? 0 : sizeOf(claims)
  return BYTES_BESIDE_CLAIMS + sizeOf(signed) + own
}
