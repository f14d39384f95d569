import { LRUCache } from 'lru-cache'
import { sizeOf } from '../cache/size-of.js'
import type { Answer } from './answer.js'

/** What is kept of an answer beside its claims. */
const BYTES_BESIDE_CLAIMS = 600
/** Room for each good token, as for those that are verified here. */
const BYTES_A_TOKEN = 4_000
const LEAST_BYTES = 1_000_000

const MOST_OTHERS = 10_000
const MOST_OTHER_BYTES = 8_000_000

/** Seconds that it is believed at most that a token is not active: the endpoint may hear of it late. */
const INACTIVE = 10

/**
 * Answers by the SHA-256 of their tokens, never by the tokens themselves: the ones used last.
 *
 * Those about good tokens are kept apart from all others, which anybody can have asked for, and which
 * push out each other only.
 */
export class AnswerCache {
  readonly #seconds: number
  readonly #good: LRUCache<string, Answer>
  readonly #others = new LRUCache<string, Answer>({ max: MOST_OTHERS, maxSize: MOST_OTHER_BYTES })

  /** `seconds`: how long an answer is good. `limit`: how many about good tokens are kept. */
  constructor(seconds: number, limit: number) {
    this.#seconds = seconds
    this.#good = new LRUCache({ max: limit, maxSize: Math.max(limit * BYTES_A_TOKEN, LEAST_BYTES) })
  }

  find(hash: string, now: number): Answer | undefined {
    const answer = this.#good.get(hash) ?? this.#others.get(hash)
    return answer && this.#isGood(answer, now) ? answer : undefined
  }

  add(hash: string, answer: Answer): void {
    this.#good.delete(hash)
    this.#others.set(hash, answer, { size: bytesOf(answer) })
  }

  /** Tells that an answer, which is kept, is about a good token. */
  confirm(hash: string, answer: Answer): void {
    if (this.#others.peek(hash) !== answer) return
    this.#others.delete(hash)
    this.#good.set(hash, answer, { size: bytesOf(answer) })
  }

  /** Whether the last answer was about a good token, however old it is. */
  wasGood(hash: string): boolean {
    return this.#good.has(hash)
  }

  clear(): void {
    this.#good.clear()
    this.#others.clear()
  }

  /** By when the endpoint was asked: it may have known of a revocation from then on. */
  #isGood({ askedAt, claims }: Answer, now: number): boolean {
    const seconds = claims ? this.#seconds : Math.min(this.#seconds, INACTIVE)
    const age = now - askedAt
    // The clock may have been put back.
    return age >= 0 && age < seconds
  }
}

function bytesOf({ claims, verified }: Answer): number {
  // A schema may have made something else of them.
  const own = verified && verified.claims !== claims ? sizeOf(verified.claims) : 0
  return BYTES_BESIDE_CLAIMS + (claims ? sizeOf(claims) : 0) + own
}
