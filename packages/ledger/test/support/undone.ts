import { once } from 'node:events'
import type { Database, Queryable } from '@countersign/database'

class Undone extends Error {}

/** A database in one transaction, that `undo` takes back: what a test does to it is gone at once. */
export async function undoable(
  database: Database,
): Promise<{ readonly database: Database; undo(): Promise<void> }> {
  const over = new AbortController()
  let finished: Promise<void> = Promise.resolve()
  const tx = await new Promise<Queryable>((resolve, reject) => {
    finished = database
      .transaction(async (begun) => {
        resolve(begun)
        await once(over.signal, 'abort')
        throw new Undone()
      })
      .catch((error: unknown) => {
        reject(error)
        if (!(error instanceof Undone)) throw error
      })
  })
  const query: Database['query'] = async (sql, values) => tx.query(sql, values)
  return {
    database: { ...database, query, transaction: async (work) => work(tx) },
    async undo() {
      over.abort()
      await finished
    },
  }
}
