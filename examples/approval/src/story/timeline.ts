import { table } from 'example-shared'

/** What has happened, when, and whether it had to be so. */
export class Timeline {
  readonly #start = Date.now()
  readonly #rows: (readonly string[])[] = []
  #failed = 0

  /** Notes what somebody did, and what came of it. */
  add(who: string, what: string, expected: string, found: string): void {
    const ok = expected === found
    if (!ok) this.#failed += 1
    const seconds = ((Date.now() - this.#start) / 1000).toFixed(1).padStart(5)
    this.#rows.push([`${seconds} s`, who, what, found, ok ? '✓' : `✗ expected ${expected}`])
  }

  get passed(): number {
    return this.#rows.length - this.#failed
  }

  get failed(): number {
    return this.#failed
  }

  toString(): string {
    return table(this.#rows)
  }
}
