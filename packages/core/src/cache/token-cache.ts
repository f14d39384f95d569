import { LRUCache } from 'lru-cache'
import { charCode } from '../char-code.js'
import { Doorkeeper } from './doorkeeper.js'
import { sizeOf } from './size-of.js'
import { type SignedToken, tokenDigest } from './verified-token.js'

/** What is kept of a token beside its claims. */
const BYTES_BESIDE_CLAIMS = 600
/** Room for each token: most need a third of it, and some may need more. */
const BYTES_A_TOKEN = 4_000
const LEAST_BYTES = 1_000_000

/** Characters at the end of a token that tell it from others. */
const TAIL = 8
/** More than there are characters in base64url. */
const RADIX = 67

/**
 * Tokens that were verified before: the ones used last. One is kept from its second time on.
 *
 * Two tokens are the same if their SHA-256 is; the end of the signature only says which one it could
 * be, so that a token which nobody has seen needs no digest. Refused ones leave nothing behind: no
 * stranger can push out a good one.
 */
export class TokenCache {
  readonly #tokens = new Map<number, SignedToken>()
  // Which of them go first, and how much there is of all. Only that: to see that it has not got a token
  // takes it through ten times as much memory, and that is all there is to see of a new one.
  readonly #order: LRUCache<number, SignedToken>
  readonly #doorkeeper: Doorkeeper

  constructor(limit: number) {
    const maxSize = Math.max(limit * BYTES_A_TOKEN, LEAST_BYTES)
    const dispose = (_token: SignedToken, tail: number): void => void this.#tokens.delete(tail)
    this.#order = new LRUCache({ max: limit, maxSize, dispose })
    this.#doorkeeper = new Doorkeeper(limit)
  }

  find(token: string): SignedToken | undefined {
    const tail = tailOf(token)
    const kept = this.#tokens.get(tail)
    // A new one needs no digest.
    return kept && kept.digest === tokenDigest(token) ? kept : undefined
  }

  /** Notes that a token which was found is used. `now`: seconds since the epoch. */
  use(token: string, kept: SignedToken, now: number): void {
    // Once in a second will do: what was used later within it is as good.
    const second = now | 0
    if (kept.usedIn === second) return
    kept.usedIn = second
    this.#order.get(tailOf(token))
  }

  /** Keeps a token that was just verified, if it was before. */
  keep(token: string, verified: SignedToken): void {
    const tail = tailOf(token)
    if (!this.#doorkeeper.knows(tail)) return
    verified.digest = tokenDigest(token)
    this.#order.set(tail, verified, { size: bytesOf(verified) })
    // One that is larger than all that there is room for is not.
    if (this.#order.has(tail)) this.#tokens.set(tail, verified)
  }
}

/** A number, and no text: that would have to be made and hashed for each token. */
function tailOf(token: string): number {
  let tail = 0
  for (let at = Math.max(0, token.length - TAIL); at < token.length; at++) {
    tail = (Math.imul(tail, RADIX) + charCode(token, at)) | 0
  }
  return tail
}

function bytesOf({ signed, claims }: SignedToken): number {
  // A schema may have made something else of them.
  const own = claims === signed ? 0 : sizeOf(claims)
  return BYTES_BESIDE_CLAIMS + sizeOf(signed) + own
}
