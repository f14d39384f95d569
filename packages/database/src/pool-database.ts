import type { Database, Patience, Queryable, Row } from './database.js'
import { DatabaseError } from './database-error.js'
import type { PoolClientLike, PoolLike } from './pool-like.js'
import { PoolListener } from './pool-listener.js'
import { PoolSession } from './pool-session.js'
import { inTransaction, TRANSACTION_STATEMENTS } from './transaction.js'

export interface PoolSettings {
  /** Milliseconds that a connection, and each statement, may take. */
  readonly timeout: number
  /** Milliseconds from one question whether the connection of those who listen is there to the next. */
  readonly probe: number
}

/** A server, over the caller's pool. */
export function poolDatabase(
  pool: PoolLike,
  { timeout = 10_000, probe = 30_000 }: Partial<PoolSettings> = {},
): Database {
  return new PoolDatabase(pool, { timeout, probe })
}

class PoolDatabase implements Database {
  readonly kind = 'pool'
  readonly #pool: PoolLike
  readonly #timeout: number
  readonly #listener: PoolListener
  #isClosed = false

  constructor(pool: PoolLike, { timeout, probe }: PoolSettings) {
    this.#pool = pool
    this.#timeout = timeout
    this.#listener = new PoolListener(
      async () => PoolSession.open(pool, { connect: timeout, statement: timeout }),
      probe,
    )
    // Each connection that breaks while nobody uses it is told of, and would end a process in which nobody
    // listens, as when the server is restarted. The pool makes another one.
    pool.on?.('error', nothing)
    pool.on?.('acquire', listenUntilTaken)
  }

  async query<R extends Row>(
    sql: string,
    values: readonly unknown[] = [],
    patience?: Patience,
  ): Promise<readonly R[]> {
    // So that the server, too, knows how long it may take.
    return this.transaction(async (tx) => tx.query<R>(sql, values), patience)
  }

  async transaction<T>(
    work: (tx: Queryable) => Promise<T>,
    { timeout = this.#timeout }: Patience = {},
  ): Promise<T> {
    if (this.#isClosed) throw new DatabaseError('the database was closed')
    const patience = { connect: Math.min(timeout, this.#timeout), statement: timeout }
    const session = await PoolSession.open(this.#pool, patience)
    try {
      return await inTransaction(
        session,
        beginning(timeout),
        work,
        timeout * TRANSACTION_STATEMENTS,
      )
    } finally {
      session.release()
    }
  }

  async listen(
    channel: string,
    onNotice: (payload: string) => void,
    onLost: (error: Error) => void,
  ): Promise<() => Promise<void>> {
    if (this.#isClosed) throw new DatabaseError('the database was closed')
    return this.#listener.listen({ channel, onNotice, onLost })
  }

  async maintain(): Promise<void> {
    // The server's own autovacuum does.
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.#listener.close()
    this.#pool.off?.('error', nothing)
    this.#pool.off?.('acquire', listenUntilTaken)
  }
}

/**
 * In one round trip: what the server's administrator, or the application, has set must not matter, and a
 * process that is stopped in the middle must not keep all others out. Names are looked for where nobody
 * else can have put something in the way.
 */
function beginning(timeout: number): string {
  const settings = {
    statement_timeout: timeout,
    lock_timeout: timeout,
    idle_in_transaction_session_timeout: Math.ceil(timeout / 2),
    search_path: 'pg_catalog, pg_temp',
  }
  const set = Object.entries(settings).map(([name, value]) => `SET LOCAL ${name} = ${value}`)
  return ['BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE', ...set].join('; ')
}

/**
 * Between the pool, which listens no more, and the one that has asked for the client, which does so only once its
 * promise has been kept: the words of a server that goes away may stand right behind those that it is ready.
 */
function listenUntilTaken(client: PoolClientLike): void {
  client.on('error', nothing)
  setImmediate(() => client.off('error', nothing))
}

function nothing(): void {
  // There is nothing to be done.
}
