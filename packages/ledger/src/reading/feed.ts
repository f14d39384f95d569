import type { LedgerContext } from '../context.js'
import { headsOf, type Place } from './line.js'
import { Listening } from './listening.js'
import { Pause, pauseAfter } from './pause.js'

/** Milliseconds after which it is looked for news that nobody told of. */
const LOOK_EVERY = 2_000

/** Somebody who has read a line to its end. */
interface Waiting {
  readonly line: string
  readonly place: Place
  readonly wake: () => void
}

/**
 * Tells the followers of a ledger when there is something new for them. What a notice says is not believed,
 * and not even looked at: it only says when to look. One looks for all, and nobody while nobody waits.
 */
export class Feed {
  readonly #context: LedgerContext
  readonly #listening: Listening
  readonly #pause = new Pause()
  readonly #waiting = new Set<Waiting>()
  #followers = 0
  #isLooking = false

  constructor(context: LedgerContext) {
    this.#context = context
    this.#listening = new Listening(context, () => this.#pause.end())
  }

  join(): void {
    this.#followers += 1
    this.#listening.start()
  }

  leave(): void {
    this.#followers -= 1
    if (this.#followers === 0) this.#listening.stop()
  }

  /** Calls `wake` once there is something behind a place in a line. Gives what ends the waiting. */
  onNews(line: string, place: Place, wake: () => void): () => void {
    const waiting: Waiting = { line, place, wake }
    this.#waiting.add(waiting)
    // At once: it may have come since the place was read.
    this.#pause.end()
    if (!this.#isLooking) void this.#look()
    return () => {
      this.#waiting.delete(waiting)
      if (this.#waiting.size === 0 && this.#isLooking) this.#pause.end()
    }
  }

  async #look(): Promise<void> {
    this.#isLooking = true
    let failures = 0
    while (this.#waiting.size > 0) {
      this.#pause.reset()
      try {
        const lines = new Set([...this.#waiting].map(({ line }) => line))
        this.#seen(await headsOf(this.#context, [...lines]))
        failures = 0
      } catch {
        failures += 1
      }
      if (this.#waiting.size === 0) break
      await this.#pause.begin(failures === 0 ? LOOK_EVERY : pauseAfter(failures))
    }
    this.#isLooking = false
  }

  #seen(heads: ReadonlyMap<string, Place>): void {
    for (const waiting of this.#waiting) {
      const head = heads.get(waiting.line)
      const { place, wake } = waiting
      const isNews = head && (head.chain !== place.chain || head.number > place.number)
      if (!isNews) continue
      this.#waiting.delete(waiting)
      wake()
    }
  }
}
