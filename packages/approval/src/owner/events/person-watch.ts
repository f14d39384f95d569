import type { Context } from '../../context.js'
import type { EventStream } from './event-stream.js'

/** Milliseconds. What this process changes is told at once; the rest is other instances' doing, and time's. */
const LOOK_EVERY = 1_000

/** Looks at the approvals of one person for all pages that they have open, while there is one. */
export class PersonWatch {
  readonly #context: Context
  readonly #subject: string
  readonly #streams = new Set<EventStream>()
  #timer: NodeJS.Timeout | undefined
  #isLooking = false

  constructor(context: Context, subject: string) {
    this.#context = context
    this.#subject = subject
  }

  get size(): number {
    return this.#streams.size
  }

  /** The one that is open for the longest time. */
  get oldest(): EventStream | undefined {
    return this.#streams.values().next().value
  }

  join(stream: EventStream): void {
    this.#streams.add(stream)
    void this.#look()
  }

  leave(stream: EventStream): void {
    this.#streams.delete(stream)
    if (this.#streams.size === 0) clearTimeout(this.#timer)
  }

  tell(approvalId: string): void {
    for (const stream of this.#streams) stream.approval(approvalId)
  }

  async #look(): Promise<void> {
    if (this.#isLooking) return
    this.#isLooking = true
    clearTimeout(this.#timer)
    try {
      const now = Date.now()
      const open = await this.#context.directory.approvals.open(this.#subject, now)
      for (const stream of this.#streams) stream.look(open, now)
    } catch {
      // It is looked again: a page that is told nothing shows what it showed before.
    } finally {
      this.#isLooking = false
    }
    if (this.#streams.size === 0) return
    this.#timer = setTimeout(() => void this.#look(), LOOK_EVERY).unref()
  }
}
