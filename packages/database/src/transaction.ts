import type { Queryable, Row } from './database.js'
import { DatabaseError } from './database-error.js'
import { inTime } from './in-time.js'

/** A transaction has so many times as long as each of its statements. */
export const TRANSACTION_STATEMENTS = 6

/** What a statement gives. `command`: what was done, such as `COMMIT`. */
export interface Result {
  readonly rows: readonly unknown[]
  readonly command?: string | undefined
}

/** One connection. Rejects with a DatabaseError. */
export interface Session {
  run(sql: string, values?: readonly unknown[]): Promise<Result>
}

/** Runs work between BEGIN and COMMIT; where that takes too long, or fails, ROLLBACK. */
export async function inTransaction<T>(
  session: Session,
  begin: string,
  work: (tx: Queryable) => Promise<T>,
  milliseconds: number,
): Promise<T> {
  let isOver = false
  const tx: Queryable = {
    async query<R extends Row>(sql: string, values?: readonly unknown[]) {
      if (isOver) throw new DatabaseError('the transaction is over')
      return (await session.run(sql, values)).rows as readonly R[]
    },
  }
  await session.run(begin)
  try {
    const result = await inTime(milliseconds, work(tx))
    isOver = true
    const { command } = await session.run('COMMIT')
    // What PostgreSQL answers after a statement that has failed, whatever the work made of it.
    if (command === 'ROLLBACK') throw new DatabaseError('the transaction was undone', '25P02')
    return result
  } catch (error) {
    isOver = true
    // Where this fails too, the session is broken, and its end undoes everything.
    await session.run('ROLLBACK').catch(() => undefined)
    throw error
  }
}
