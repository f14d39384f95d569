/** Grants something once, and then not before so many seconds are over. */
export class Cooldown {
  readonly #seconds: number
  #takenAt = Number.NEGATIVE_INFINITY

  constructor(seconds: number) {
    this.#seconds = seconds
  }

  /** Whether it is granted at that time, in seconds; if so, the next one waits. */
  take(now: number): boolean {
    const elapsed = now - this.#takenAt
    // A clock that was set back must not stretch the wait.
    if (elapsed >= 0 && elapsed < this.#seconds) return false
    this.#takenAt = now
    return true
  }
}
