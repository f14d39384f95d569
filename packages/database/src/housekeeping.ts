import type { Queryable } from './database.js'

/** The tables that an autovacuum would take up now, by its own measures; quoted. */
export async function tablesInNeed(database: Queryable): Promise<readonly string[]> {
  // What this session has done is told to the statistics after some time only.
  await database.query(`SELECT pg_stat_force_next_flush()::text`)
  const rows = await database.query<{ name: string }>(
    `SELECT format('%I.%I', s.schemaname, s.relname) AS name
     FROM pg_stat_all_tables s JOIN pg_class c ON c.oid = s.relid
     WHERE s.schemaname <> 'pg_toast' AND c.relkind = 'r'
       AND (s.n_dead_tup > 50 + 0.2 * greatest(c.reltuples, 0)
         OR s.n_mod_since_analyze > 50 + 0.1 * greatest(c.reltuples, 0)
         OR s.n_ins_since_vacuum > 1000 + 0.2 * greatest(c.reltuples, 0)
         OR age(c.relfrozenxid) > 100000000)`,
  )
  return rows.map(({ name }) => name)
}
