import { reasonOf } from '@countersign/database'
import type { Announcer } from './queue/announcer.js'

export interface RetentionParts {
  /** Days; `undefined`: uses stay. */
  readonly days: number | undefined
  readonly clock: () => number
  readonly announcer: Announcer
  prune(before: Date): Promise<unknown>
  /** Makes room of what was removed. */
  maintain(): Promise<void>
}

const DAY = 86_400_000
/** Milliseconds after the start: there is more to do then. */
const FIRST = 60_000
const AFTER_FAILURE = 3_600_000

/**
 * Looks after the database once a day, and has uses removed that are old enough. Several processes may:
 * nothing is removed twice.
 */
export class Retention {
  readonly #parts: RetentionParts
  #timer: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(parts: RetentionParts) {
    this.#parts = parts
  }

  start(): void {
    this.#next(FIRST)
  }

  close(): void {
    this.#isClosed = true
    clearTimeout(this.#timer)
  }

  #next(milliseconds: number): void {
    if (this.#isClosed) return
    this.#timer = setTimeout(() => void this.#look(), milliseconds).unref()
  }

  async #look(): Promise<void> {
    const { days, clock, announcer } = this.#parts
    try {
      if (days !== undefined) await this.#parts.prune(new Date(clock() - days * DAY))
      await this.#parts.maintain()
      this.#next(DAY)
    } catch (error) {
      if (this.#isClosed) return
      announcer.tell({ event: 'failed', part: 'retention', error: reasonOf(error) })
      this.#next(AFTER_FAILURE)
    }
  }
}
