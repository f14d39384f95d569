import type { Database, Queryable } from '@countersign/database'

type Watcher = (sql: string, values: readonly unknown[]) => void

/** The same database; what is asked of it is told first. */
export function watched(database: Database, onStatement: Watcher): Database {
  const query =
    (asked: Queryable): Queryable['query'] =>
    async (sql, values = []) => {
      onStatement(sql, values)
      return asked.query(sql, values)
    }
  return {
    kind: database.kind,
    query: query(database),
    transaction: async (work, patience) =>
      database.transaction(async (tx) => work({ query: query(tx) }), patience),
    listen: async (...given) => database.listen(...given),
    maintain: async () => database.maintain(),
    close: async () => database.close(),
  }
}
