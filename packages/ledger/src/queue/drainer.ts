import { Pause } from '@countersign/database'
import type { Batch } from '../use.js'
import type { Backlog } from './backlog.js'
import { isForGood, partsOf } from './batch-parts.js'
import type { Writer } from './writer.js'

export interface DrainerParts {
  readonly backlog: Backlog
  readonly writer: Writer
  /** Nothing waits any more; so many uses did. */
  onCaughtUp(uses: number): void
  /** Uses were written. */
  onProgress(): void
  onFailure(error: unknown): void
  /** The database will never take these. */
  onRefused(batch: Batch, error: unknown): void
}

interface Waiting {
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** Milliseconds between two attempts: the first, and at most. */
const SHORTEST_PAUSE = 100
const LONGEST_PAUSE = 5_000
/** Uses of one batch that are looked for one by one; beyond, the rest of it is taken as of the same kind. */
const MOST_REFUSED = 20

/** Writes what waits, the oldest first, until nothing does. */
export class Drainer {
  readonly #parts: DrainerParts
  readonly #pause = new Pause(false)
  #isDraining = false
  #isClosed = false
  #waiting: Waiting[] = []

  constructor(parts: DrainerParts) {
    this.#parts = parts
  }

  start(): void {
    if (this.#isDraining || this.#isClosed) return
    this.#isDraining = true
    void this.#drain()
  }

  /** Comes back once nothing waits; rejects if the next attempt fails. */
  async caughtUp(): Promise<void> {
    if (this.#isClosed) throw closed()
    const caughtUp = new Promise<void>((resolve, reject) => {
      this.#waiting.push({ resolve, reject })
    })
    this.#pause.end()
    await caughtUp
  }

  close(): void {
    this.#isClosed = true
    this.#pause.end()
    this.#settle(({ reject }) => reject(closed()))
  }

  async #drain(): Promise<void> {
    let failures = 0
    let uses = 0
    while (!this.#isClosed) {
      try {
        const written = await this.#next()
        // Something may have come since that look.
        if (written === undefined && this.#parts.backlog.isEmpty) break
        uses += written ?? 0
        failures = 0
        this.#parts.onProgress()
      } catch (error) {
        failures += 1
        this.#parts.onFailure(error)
        this.#settle(({ reject }) => reject(error))
        await this.#pause.begin(pauseAfter(failures))
      }
    }
    this.#isDraining = false
    if (this.#isClosed) return
    this.#parts.onCaughtUp(uses)
    const { unreadable } = this.#parts.backlog
    this.#settle(({ resolve, reject }) => (unreadable ? reject(unreadable) : resolve()))
  }

  /** Writes the oldest batch, and gives how many uses it had; `undefined`: there was none. */
  async #next(): Promise<number | undefined> {
    const { backlog } = this.#parts
    const waiting = await backlog.oldest()
    if (!waiting) return undefined
    await this.#write(waiting.batch, { refused: 0 })
    await waiting.done()
    return waiting.batch.uses.length
  }

  async #write(batch: Batch, budget: { refused: number }): Promise<void> {
    try {
      await this.#parts.writer.write(batch)
    } catch (error) {
      if (!isForGood(error)) throw error
      const parts = budget.refused < MOST_REFUSED ? partsOf(batch) : []
      for (const part of parts) await this.#write(part, budget)
      if (parts.length > 0) return
      budget.refused += 1
      if (await this.#parts.backlog.setAside(batch)) this.#parts.onRefused(batch, error)
    }
  }

  #settle(how: (waiting: Waiting) => void): void {
    const waiting = this.#waiting
    this.#waiting = []
    waiting.forEach(how)
  }
}

function closed(): Error {
  return new Error('the ledger was closed')
}

/** With some chance in it, so that processes do not all come at once. */
function pauseAfter(failures: number): number {
  const longest = Math.min(SHORTEST_PAUSE * 2 ** (failures - 1), LONGEST_PAUSE)
  return longest * (0.5 + Math.random() / 2)
}
