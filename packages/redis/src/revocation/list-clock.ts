/** Milliseconds that a clock may go back without any ado: time servers do that. */
const SETBACK = 1_000

/**
 * A clock that says when it was set back. Entries that have expired are let go of, and by a clock that
 * was ahead for a moment that may be too early.
 */
export class ListClock {
  readonly #clock: () => number
  #latest = -Infinity
  /** Called within the reading that sees it. */
  onSetBack: () => void = () => undefined

  constructor(clock: () => number) {
    this.#clock = clock
  }

  /** Milliseconds since the epoch. */
  readonly now = (): number => {
    const now = this.#clock()
    if (!Number.isFinite(now)) return Number.NaN
    const wasSetBack = now < this.#latest - SETBACK
    this.#latest = wasSetBack ? now : Math.max(now, this.#latest)
    if (wasSetBack) this.onSetBack()
    return now
  }
}
