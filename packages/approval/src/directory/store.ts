import type { Database, Queryable, Row } from '@countersign/database'
import { DirectoryUnavailable } from './directory-errors.js'

/** The tables, as the parts of a directory ask them: in time, or a {@link DirectoryUnavailable}. */
export interface Store extends Queryable {
  /** Quoted. */
  readonly schema: string
  transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T>
}

export interface StoreParts {
  readonly schema: string
  /** The database, as soon as it is there. */
  database(): Promise<Database>
  /** The database has answered. */
  onAnswer(): void
  onFailure(error: unknown): void
}

/** Milliseconds that whoever asks waits, for the database and its answer together. */
const PATIENCE = 5_000
/** That a statement has at least, however long the database was waited for. */
const SHORTEST = 100

/** Asks a database that may be away: nobody waits for it any longer than a person at a page does. */
export class BoundedStore implements Store {
  readonly schema: string
  readonly #parts: StoreParts

  constructor(parts: StoreParts) {
    this.schema = parts.schema
    this.#parts = parts
  }

  async query<R extends Row = Row>(
    sql: string,
    values: readonly unknown[] = [],
  ): Promise<readonly R[]> {
    return this.#bounded(async (database, patience) => database.query<R>(sql, values, patience))
  }

  async transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T> {
    return this.#bounded(async (database, patience) => database.transaction(work, patience))
  }

  async #bounded<T>(
    ask: (database: Database, patience: { readonly timeout?: number }) => Promise<T>,
  ): Promise<T> {
    const deadline = performance.now() + PATIENCE
    let timer: NodeJS.Timeout | undefined
    const tooLate = new Promise<never>((_resolve, reject) => {
      const fail = (): void => reject(new Error(`no answer within ${PATIENCE} ms`))
      timer = setTimeout(fail, PATIENCE)
    })
    const answer = async (): Promise<T> => {
      const database = await this.#parts.database()
      const timeout = Math.max(SHORTEST, Math.ceil(deadline - performance.now()))
      // Embedded, a statement out of time takes the thread with it, and with that everybody's statements.
      return ask(database, database.kind === 'pool' ? { timeout } : {})
    }
    try {
      const result = await Promise.race([answer(), tooLate])
      this.#parts.onAnswer()
      return result
    } catch (error) {
      this.#parts.onFailure(error)
      throw new DirectoryUnavailable(error)
    } finally {
      clearTimeout(timer)
    }
  }
}
