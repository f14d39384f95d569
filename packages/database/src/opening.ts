import { DependencyError } from '@countersign/core'
import type { Database } from './database.js'
import { lateDatabase } from './late-database.js'
import { openDatabase, type Tables } from './open-database.js'
import { Pause } from './pause.js'
import { reasonOf } from './reason-of.js'

export interface OpeningParts extends Tables {
  /** Whose database it is, as errors call it: `the ledger`. */
  readonly whose: string
  /** Once: it is there, and its tables are up to date. */
  onOpened?(): void
  /** An attempt has failed; there will be another one. */
  onFailure?(error: unknown): void
}

/**
 * Milliseconds that whoever asks for the database waits for it, at most. In a folder nothing is away: its
 * files may have to be made first, and on a busy machine that takes a while.
 */
const PATIENCE = { pool: 10_000, folder: 60_000 }

/** Milliseconds after which nobody waits any more for another attempt, but for one that is under way. */
const LONG = 10_000

/** Milliseconds between two attempts: the first, and at most. */
const SHORTEST_PAUSE = 100
const LONGEST_PAUSE = 5_000

/** Opens a database in the background, and brings its tables up to date, however often it takes. */
export class Opening {
  /** The database at once: whoever asks it something waits until it is there, as with `database()`. */
  readonly late: Database
  readonly #parts: OpeningParts
  readonly #pause = new Pause(false)
  readonly #opened: Promise<Database | undefined>
  #attempt: Promise<Database>
  #isTrying = true
  #error: unknown
  #isClosed = false

  constructor(parts: OpeningParts) {
    this.#parts = parts
    this.late = lateDatabase('pool' in parts.storage ? 'pool' : 'folder', async () =>
      this.database(),
    )
    this.#attempt = openDatabase(parts)
    this.#opened = this.#open()
  }

  /** The database, as soon as it is there; rejects with a DependencyError if that takes too long. */
  async database(): Promise<Database> {
    if (this.#isClosed) throw this.#closed()
    const patience = PATIENCE[this.late.kind]
    const first = await this.#within(Math.min(patience, LONG))
    const database = first ?? (this.#isTrying ? await this.#within(patience - LONG) : undefined)
    if (database) return database
    if (this.#isClosed) throw this.#closed()
    const cause = new Error(reasonOf(this.#error ?? new Error('it is still being opened')))
    throw new DependencyError(`The database of ${this.#parts.whose} cannot be reached`, { cause })
  }

  /** Comes back when the attempt that is under way is over, whichever way. */
  async attempt(): Promise<void> {
    await this.#attempt.catch(() => undefined)
  }

  /** Tries no more, and closes what was opened. */
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
        if (!this.#isClosed) this.#parts.onOpened?.()
        return database
      } catch (error) {
        this.#isTrying = false
        this.#error = error
        this.#parts.onFailure?.(error)
      }
      if (!this.#isClosed) await this.#pause.begin(pause)
      if (this.#isClosed) return undefined
      this.#isTrying = true
      this.#attempt = openDatabase(this.#parts)
    }
  }

  #closed(): Error {
    return new Error(`${this.#parts.whose} was closed`)
  }
}
