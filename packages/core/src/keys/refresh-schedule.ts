/** How often keys are asked for. All in seconds. */
export interface Pace {
  /** How long keys are fresh: where the provider does not say, and within which bounds it may. */
  readonly lifetime: { readonly preset: number; readonly min: number; readonly max: number }
  /** Least time between two refreshes that unknown `kid`s ask for, or signatures that do not fit. */
  readonly cooldown: number
  /** Whether it is worth telling that keys are still the same. */
  readonly tellsUnchanged: boolean
}

/** For an identity provider on the network. */
export const REMOTE_PACE: Pace = {
  lifetime: { preset: 600, min: 60, max: 3_600 },
  cooldown: 30,
  tellsUnchanged: true,
}

/** For a file, which costs nobody anything to read again. */
export const FILE_PACE: Pace = {
  lifetime: { preset: 5, min: 5, max: 5 },
  cooldown: 1,
  tellsUnchanged: false,
}

/** Seconds. */
const MAX_BACKOFF = 30

/** Seconds that a clock may be set back without any ado: time servers do that. */
const SETBACK = 60

/** The share of their lifetime after which keys are refreshed, so that they never go stale. */
const REFRESH_FROM = 0.75
const REFRESH_SPREAD = 0.15

export interface RefreshScheduleOptions {
  readonly pace: Pace
  /** Seconds that keys stay in use after they were fresh, for want of newer ones. */
  readonly maxStale: number
  /** From 0 to 1. */
  readonly random: () => number
}

/** `stale`: past their lifetime, and still used. `expired`: past `maxStale` too. */
export type Freshness = 'empty' | 'fresh' | 'stale' | 'expired'

/**
 * When the keys of one issuer are to be fetched, and for how long they may be used.
 * Knows no clock: every method is told the time, in seconds. One that was set back makes keys due
 * for a refresh, and never makes anybody wait longer.
 */
export class RefreshSchedule {
  readonly #options: RefreshScheduleOptions
  #loadedAt: number | undefined
  #freshFor = 0
  #refreshAfter = 0
  #failures = 0
  #failedAt = 0
  #wait = 0
  // From when to when there is nothing to do, and nothing to think about.
  #quietFrom = 0
  #quietUntil = 0

  constructor(options: RefreshScheduleOptions) {
    this.#options = options
  }

  /** Keys arrived, which the provider says are good for so long. */
  succeeded(now: number, lifetime: number | undefined): void {
    const { preset, min, max } = this.#options.pace.lifetime
    this.#loadedAt = now
    this.#freshFor = Math.min(Math.max(lifetime ?? preset, min), max)
    // A fleet that was started at once must not come back at once.
    this.#refreshAfter = this.#freshFor * (REFRESH_FROM + REFRESH_SPREAD * this.#options.random())
    this.#failures = 0
    this.#quietFrom = now
    this.#quietUntil = now + this.#refreshAfter
  }

  /**
   * Keys are taken over that somebody else has fetched: usable, and due for a refresh. Returns
   * false where they are too old, or no newer than the ones at hand.
   */
  restored(now: number, fetchedAt: number): boolean {
    const { pace, maxStale } = this.#options
    const freshFor = pace.lifetime.preset
    // Nobody knows how old keys out of the future are: no younger than stale, and no better than
    // those at hand.
    const loadedAt = fetchedAt > now ? now - freshFor : fetchedAt
    if (this.#loadedAt !== undefined && this.#loadedAt >= loadedAt) return false
    if (now - loadedAt >= freshFor + maxStale) return false
    this.#loadedAt = loadedAt
    this.#freshFor = freshFor
    this.#refreshAfter = 0
    this.#quietUntil = 0
    return true
  }

  /** A fetch failed. The next one waits for 1 s, doubling to 30, or longer if told so. */
  failed(now: number, atLeast = 0): void {
    const backoff = Math.min(2 ** this.#failures, MAX_BACKOFF)
    this.#failures++
    this.#quietUntil = 0
    this.#failedAt = now
    this.#wait = Math.max(backoff * (0.5 + 0.5 * this.#options.random()), atLeast)
  }

  /** Whether keys arrived that are fresh, and not due: as good as always, so that it is asked first. */
  isQuiet(now: number): boolean {
    return now >= this.#quietFrom && now < this.#quietUntil
  }

  /** Seconds since the keys arrived; `undefined` without keys. */
  age(now: number): number | undefined {
    if (this.#loadedAt === undefined) return undefined
    // Nobody knows how old they are: as old as they can be without being stale for any time.
    if (now < this.#loadedAt - SETBACK) {
      this.#loadedAt = now - this.#freshFor
      this.#quietUntil = 0
    }
    return Math.max(0, now - this.#loadedAt)
  }

  freshness(now: number): Freshness {
    const age = this.age(now)
    if (age === undefined) return 'empty'
    if (age < this.#freshFor) return 'fresh'
    return age < this.#freshFor + this.#options.maxStale ? 'stale' : 'expired'
  }

  /** Whether keys that are at hand should be refreshed now. */
  isDue(now: number): boolean {
    const age = this.age(now)
    return age !== undefined && age >= this.#refreshAfter && this.retryIn(now) === 0
  }

  /** Whether the latest fetch failed. */
  get isFailing(): boolean {
    return this.#failures > 0
  }

  /** Seconds until the provider may be asked again after a failure; 0: now. */
  retryIn(now: number): number {
    if (this.#failures === 0) return 0
    const elapsed = now - this.#failedAt
    return elapsed < 0 || elapsed >= this.#wait ? 0 : this.#wait - elapsed
  }

  /** Seconds until keys that are at hand will be due. */
  nextIn(now: number): number {
    return Math.max(this.#refreshAfter - (this.age(now) ?? 0), this.retryIn(now), 0)
  }
}
