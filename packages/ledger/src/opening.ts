import { DependencyError } from '@countersign/core'
import type { Database } from './database/database.js'
import { Pause } from './queue/pause.js'
import { reasonOf } from './queue/reason-of.js'

export interface OpeningParts {
  /** Opens the database, and brings it up to date; rejects where that cannot be done now. */
  open(): Promise<Database>
  onOpened(): void
  onFailure(error: unknown): void
  /** Milliseconds that whoever asks for the database waits for it, at most. */
  readonly patience: number
}

/** Milliseconds after which nobody waits any more for another attempt, but for one that is under way. */
const LONG = 10_000

/** Milliseconds between two attempts: the first, and at most. */
const SHORTEST_PAUSE = 100
const LONGEST_PAUSE = 5_000

/** Opens the database, however often it takes. */
export class Opening {
  readonly #parts: OpeningParts
  readonly #pause = new Pause(false)
  readonly #opened: Promise<Database | undefined>
  #attempt: Promise<Database>
  #isTrying = true
  #error: unknown
  #isClosed = false

  constructor(parts: OpeningParts) {
    this.#parts = parts
    this.#attempt = parts.open()
    this.#opened = this.#open()
  }

  /** The database, as soon as it is there; rejects with a DependencyError if that takes too long. */
  async database(): Promise<Database> {
    if (this.#isClosed) throw new Error('the ledger was closed')
    const { patience } = this.#parts
    const first = await this.#within(Math.min(patience, LONG))
    const database = first ?? (this.#isTrying ? await this.#within(patience - LONG) : undefined)
    if (database) return database
    if (this.#isClosed) throw new Error('the ledger was closed')
    const cause = new Error(reasonOf(this.#error ?? new Error('it is still being opened')))
    throw new DependencyError('The database of the ledger cannot be reached', { cause })
  }

  /** Comes back when the attempt that is under way is over, whichever way. */
  async attempt(): Promise<void> {
    await this.#attempt.catch(() => undefined)
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#pause.end()
    const database = await this.#opened
    await database?.close()
  }

  /** A process does not end by itself while somebody waits. */
  async #within(milliseconds: number): Promise<Database | undefined> {
    const limit = new Pause(true)
    const database = await Promise.race([this.#opened, limit.begin(milliseconds)])
    limit.end()
    return database ?? undefined
  }

  async #open(): Promise<Database | undefined> {
    for (let pause = SHORTEST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      try {
        const database = await this.#attempt
        if (!this.#isClosed) this.#parts.onOpened()
        return database
      } catch (error) {
        this.#isTrying = false
        this.#error = error
        this.#parts.onFailure(error)
      }
      if (!this.#isClosed) await this.#pause.begin(pause)
      if (this.#isClosed) return undefined
      this.#isTrying = true
      this.#attempt = this.#parts.open()
    }
  }
}
