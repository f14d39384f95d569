import { databaseError, type DatabaseError } from './database-error.js'
import { inTime } from './in-time.js'
import type { PoolClientLike, PoolLike } from './pool-like.js'
import type { Result, Session } from './transaction.js'
import { Turns } from './turns.js'

/** Milliseconds that the server has more than a statement, to say that it was too slow. */
const GRACE = 1_000

/** A client of the pool, for as long as it is held. */
export class PoolSession implements Session {
  readonly client: PoolClientLike
  readonly #timeout: number
  readonly #turns = new Turns()
  readonly #onError: (error: unknown) => void
  #broken: DatabaseError | undefined

  private constructor(client: PoolClientLike, timeout: number) {
    this.client = client
    this.#timeout = timeout
    this.#onError = (error) => {
      this.#broken ??= databaseError(error)
    }
    // A client that nobody listens to ends the process when its connection breaks.
    client.on('error', this.#onError)
  }

  /** `patience`: milliseconds that a client, and each statement, may take. */
  static async open(
    pool: PoolLike,
    { connect, statement }: { readonly connect: number; readonly statement: number },
  ): Promise<PoolSession> {
    const connecting = pool.connect()
    let isTooLate = false
    // One that comes when nobody waits any more goes back.
    void connecting.then(
      (client) => isTooLate && client.release(),
      () => undefined,
    )
    try {
      return new PoolSession(await inTime(connect, connecting), statement)
    } catch (error) {
      isTooLate = true
      throw databaseError(error)
    }
  }

  /** One at a time: `pg` is about to take no second one. */
  async run(sql: string, values?: readonly unknown[]): Promise<Result> {
    return this.#turns.take(async () => this.#run(sql, values))
  }

  async #run(sql: string, values?: readonly unknown[]): Promise<Result> {
    if (this.#broken !== undefined) throw this.#broken
    try {
      // Without a name: a pooler between us and the server may send each transaction to another session.
      const answer =
        values === undefined ? this.client.query(sql) : this.client.query(sql, [...values])
      return await inTime(this.#timeout + GRACE, answer)
    } catch (thrown) {
      const error = databaseError(thrown)
      // No answer, or the connection is gone: what comes later would be taken for the answer to something else.
      if (error.code === undefined) this.#broken ??= error
      throw error
    }
  }

  /** Gives it back; a broken one to be closed. */
  release(): void {
    // To the end: a connection that is being closed may still fail.
    if (this.#broken !== undefined) return this.client.release(this.#broken)
    this.client.off('error', this.#onError)
    this.client.release()
  }
}
