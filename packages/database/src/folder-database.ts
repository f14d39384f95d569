import type { Database, Patience, Queryable, Row } from './database.js'
import { DatabaseError } from './database-error.js'
import type { FolderLock } from './folder-lock.js'
import { tablesInNeed } from './housekeeping.js'
import { PGliteThread } from './pglite-thread.js'
import { quoted } from './quote.js'
import { inTransaction, TRANSACTION_STATEMENTS } from './transaction.js'
import { Turns } from './turns.js'

/** Milliseconds. */
const VACUUM = 10 * 60_000

interface Listener {
  readonly channel: string
  readonly onNotice: (payload: string) => void
  readonly onLost: (error: Error) => void
}

export interface FolderSettings {
  /** Milliseconds that a statement may take. */
  readonly timeout: number
  /** Milliseconds from one look after what a server's autovacuum does to the next; while it is written to. */
  readonly maintenance: number
}

/** An embedded PostgreSQL: one connection, which all share by turns. */
export class FolderDatabase implements Database {
  readonly kind = 'folder'
  readonly #folder: string
  readonly #lock: FolderLock
  readonly #settings: FolderSettings
  readonly #turns = new Turns()
  readonly #listeners = new Set<Listener>()
  #thread: PGliteThread | undefined
  #isClosed = false
  #maintained: number = performance.now()

  constructor(folder: string, lock: FolderLock, settings: FolderSettings) {
    this.#folder = folder
    this.#lock = lock
    this.#settings = settings
  }

  async query<R extends Row>(
    sql: string,
    values: readonly unknown[] = [],
    { timeout = this.#settings.timeout }: Patience = {},
  ): Promise<readonly R[]> {
    return this.#turns.take(async () => {
      const thread = await this.#running()
      return (await thread.run(sql, values, timeout)).rows as readonly R[]
    })
  }

  async transaction<T>(
    work: (tx: Queryable) => Promise<T>,
    { timeout = this.#settings.timeout }: Patience = {},
  ): Promise<T> {
    const result = await this.#turns.take(async () => {
      const thread = await this.#running()
      return inTransaction(
        { run: async (sql, values = []) => thread.run(sql, values, timeout) },
        'BEGIN ISOLATION LEVEL READ COMMITTED',
        work,
        timeout * TRANSACTION_STATEMENTS,
      )
    })
    // In the background, and by turns: what comes meanwhile is not kept for longer than one table takes.
    const isDue = performance.now() - this.#maintained >= this.#settings.maintenance
    if (isDue) void this.maintain().catch(() => undefined)
    return result
  }

  async listen(
    channel: string,
    onNotice: (payload: string) => void,
    onLost: (error: Error) => void,
  ): Promise<() => Promise<void>> {
    const listener = { channel, onNotice, onLost }
    await this.query(`LISTEN ${quoted(channel)}`)
    this.#listeners.add(listener)
    return async () => {
      const wasThere = this.#listeners.delete(listener)
      const isHeard = [...this.#listeners].some((other) => other.channel === channel)
      if (wasThere && !isHeard && !this.#isClosed) await this.query(`UNLISTEN ${quoted(channel)}`)
    }
  }

  async maintain(): Promise<void> {
    this.#maintained = performance.now()
    for (const table of await tablesInNeed(this)) {
      await this.query(`VACUUM (ANALYZE) ${table}`, [], { timeout: VACUUM })
    }
  }

  async close(): Promise<void> {
    await this.#turns.take(async () => {
      if (this.#isClosed) return
      this.#isClosed = true
      await this.#thread?.close()
      this.#lock.release()
    })
  }

  /** The thread; another one, where it has ended. */
  async #running(): Promise<PGliteThread> {
    if (this.#isClosed) throw new DatabaseError('the database was closed')
    if (this.#thread?.hasEnded === false) return this.#thread
    await this.#thread?.gone()
    this.#thread = new PGliteThread(this.#folder, {
      onNotice: (channel, payload) => {
        for (const one of this.#listeners) if (one.channel === channel) one.onNotice(payload)
      },
      onEnd: (error) => this.#lose(error),
    })
    await this.#thread.opened()
    return this.#thread
  }

  #lose(error: DatabaseError): void {
    const lost = [...this.#listeners]
    this.#listeners.clear()
    for (const { onLost } of lost) onLost(error)
  }
}
