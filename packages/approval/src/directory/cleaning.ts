import type { Database } from '@countersign/database'
import { moment } from './moments.js'

export interface CleaningParts {
  readonly database: Database
  /** Quoted. */
  readonly schema: string
  /** Days after which history, and approvals that are over, are removed. */
  readonly retention: number
  onFailure(error: unknown): void
}

/** From one look whether it is time to the next. */
const LOOK = 10 * 60_000
/** Days that deliveries are kept. */
const DELIVERIES = 30
/** Rows that one statement removes, and statements for one table at a time. */
const BATCH = 1_000
const BATCHES = 50

/** Removes what is old enough: once an hour, by one instance for all. */
export class Cleaning {
  readonly #parts: CleaningParts
  #timer: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(parts: CleaningParts) {
    this.#parts = parts
  }

  start(): void {
    this.#timer = setInterval(() => void this.look(), LOOK).unref()
    void this.look()
  }

  close(): void {
    this.#isClosed = true
    clearInterval(this.#timer)
  }

  /** Cleans, if it is time, and nobody else does. Never rejects. */
  async look(): Promise<void> {
    try {
      if (await this.#isMine()) await this.#clean()
    } catch (error) {
      if (!this.#isClosed) this.#parts.onFailure(error)
    }
  }

  /** Whether an hour is over since anybody has begun: of all who ask at once one is told so. */
  async #isMine(): Promise<boolean> {
    const { database, schema } = this.#parts
    const rows = await database.query(
      // A time to come was the mistake of a clock.
      `INSERT INTO ${schema}.chores AS c (name, at) VALUES ('cleaning', ${NOW})
       ON CONFLICT (name) DO UPDATE SET at = excluded.at
         WHERE c.at <= excluded.at - interval '1 hour' OR c.at > now() + interval '1 hour'
       RETURNING name`,
      [Date.now()],
    )
    return rows.length > 0
  }

  async #clean(): Promise<void> {
    const { database, retention } = this.#parts
    let removed = await this.#remove('approvals', 'id', 'over_at', retention)
    removed += await this.#remove('history', 'number', 'at', retention)
    removed += await this.#remove('deliveries', 'number', 'at', DELIVERIES)
    removed += await this.#remove('blocks', 'subject, client_id', 'until', 0)
    if (removed > 0) await database.maintain()
  }

  /** Gives the number of rows that are gone. What is left waits for the next hour. */
  async #remove(table: string, key: string, column: string, days: number): Promise<number> {
    const { database, schema } = this.#parts
    let removed = 0
    for (let batch = 0; batch < BATCHES && !this.#isClosed; batch++) {
      const rows = await database.query(
        // Locked first: one that has just become younger is looked at again, and stays.
        `WITH old AS MATERIALIZED (
           SELECT ${key} FROM ${schema}.${table}
           WHERE ${column} < ${NOW} - $2::float8 * interval '1 day'
           ORDER BY ${column} LIMIT ${BATCH} FOR UPDATE SKIP LOCKED
         )
         DELETE FROM ${schema}.${table} WHERE (${key}) IN (SELECT ${key} FROM old) RETURNING 1::integer AS one`,
        [Date.now(), days],
      )
      removed += rows.length
      if (rows.length < BATCH) break
    }
    return removed
  }
}

/** What is removed does not come back: the clock of one instance, when it is ahead, must not decide on that. */
const NOW = `least(${moment('$1')}, now())`
