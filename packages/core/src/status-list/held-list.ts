import { MAX_TTL } from '../config/resolve-status-list.js'
import { DependencyError } from '../errors.js'
import type { KeySource } from '../keys/key-source.js'
import { RefreshSchedule } from '../keys/refresh-schedule.js'
import { Refused } from '../refused.js'
import type { ListToken } from './list-token.js'
import type { StatusList } from './status-list.js'

/** Seconds: a list asks for no more than one fetch in that time, whatever its `ttl`. */
const MIN_TTL = 1

/** Seconds before a provider is asked again that has answered, with something of no use. */
const UNUSABLE_PAUSE = 10

/** A status list as it was fetched last, and whether it may be relied on. All times in seconds. */
export class HeldList {
  /** What it was verified with: by other keys it would be another list. */
  readonly keys: KeySource
  readonly #schedule: RefreshSchedule
  #latest: ListToken | undefined
  #failure: unknown

  /** `ttl`: where the list names none. */
  constructor(keys: KeySource, ttl: number) {
    this.keys = keys
    const lifetime = { preset: ttl, min: MIN_TTL, max: MAX_TTL }
    const pace = { lifetime, cooldown: 0, tellsUnchanged: true }
    // How long it may be used for want of a newer one is for its own `exp` to say.
    this.#schedule = new RefreshSchedule({ pace, maxStale: Infinity, random: Math.random })
  }

  /** The list, if it has neither expired nor outlived its `ttl`. */
  fresh(now: number): StatusList | undefined {
    const latest = this.#latest
    if (!latest || this.#schedule.freshness(now) !== 'fresh') return undefined
    return latest.until === undefined || now < latest.until ? latest.list : undefined
  }

  /** The list, if it says that it is good still. Without an `exp` it is good for its `ttl` only. */
  good(now: number): StatusList | undefined {
    const { list, until } = this.#latest ?? {}
    return until !== undefined && now < until ? list : this.fresh(now)
  }

  /** The list, however old: good for nothing but a withdrawal. */
  get lastKnown(): StatusList | undefined {
    return this.#latest?.list
  }

  /** Seconds until the provider may be asked again after a failure; 0: now. */
  retryIn(now: number): number {
    return this.#schedule.retryIn(now)
  }

  /** Throws Refused for a list that is older than the one before: somebody brings back what was. */
  succeeded(token: ListToken, now: number): void {
    if (this.#latest && token.issuedAt < this.#latest.issuedAt) {
      throw new Refused('token_too_old', 'iat')
    }
    this.#latest = token
    this.#schedule.succeeded(now, token.ttl)
  }

  failed(failure: unknown, now: number): void {
    this.#failure = failure
    this.#schedule.failed(now, failure instanceof Refused ? UNUSABLE_PAUSE : 0)
  }

  /** What to throw as long as there is no list to go by. */
  failure(now: number): unknown {
    const cause = this.#failure
    if (cause instanceof Refused)
      return new Refused('unusable_status', `the list: ${cause.message}`)
    const retryAfter = this.retryIn(now)
    return new DependencyError('The status list cannot be had', { cause, retryAfter })
  }
}
