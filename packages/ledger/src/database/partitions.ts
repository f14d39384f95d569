import type { Queryable, Row } from '@countersign/database'

/** Milliseconds. A year has few of them: each one costs the planning of every statement that reads. */
const SPAN = 28 * 24 * 3_600_000
/** Milliseconds that dropping one may wait for those who read, while all others wait behind it. */
const PATIENCE = 2_000

/** A part of the uses, by when they were recorded. */
export interface Partition {
  /** Quoted, with its schema. */
  readonly table: string
  /** Milliseconds since the epoch: the first of its moments. */
  readonly from: number
  /** Milliseconds since the epoch: the first moment behind it. */
  readonly to: number
}

/** Milliseconds since the epoch at which the partition of a moment begins. */
export function partitionStart(moment: number): number {
  return Math.floor(moment / SPAN) * SPAN
}

/**
 * Makes the partition of a moment, if it is not there. The caller holds the lock on `ledger`. One is asked
 * for again with each batch: what a process remembers may have been undone, or dropped by another one.
 */
export async function ensurePartition(
  tx: Queryable,
  schema: string,
  moment: number,
): Promise<void> {
  const start = partitionStart(moment)
  const from = new Date(start).toISOString()
  const to = new Date(start + SPAN).toISOString()
  const table = `${schema}.uses_${from.slice(0, 10).replaceAll('-', '')}`
  const [row] = await tx.query(`SELECT to_regclass($1) IS NOT NULL AS exists`, [table])
  if (row?.['exists'] === true) return
  // Made as a partition, it would wait for all who read, and everybody for it. Attached, it does not.
  await tx.query(`CREATE TABLE ${table} (LIKE ${schema}.uses INCLUDING DEFAULTS)`)
  await tx.query(
    `ALTER TABLE ${schema}.uses ATTACH PARTITION ${table} FOR VALUES FROM ('${from}') TO ('${to}')`,
  )
}

/** The oldest first. */
export async function partitionsOf(
  database: Queryable,
  schema: string,
): Promise<readonly Partition[]> {
  return database.query<Row & Partition>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS table,
       (extract(epoch from bounds[1]::timestamptz) * 1000)::float8 AS from,
       (extract(epoch from bounds[2]::timestamptz) * 1000)::float8 AS to
     FROM pg_inherits i
       JOIN pg_class c ON c.oid = i.inhrelid
       JOIN pg_namespace n ON n.oid = c.relnamespace,
       regexp_match(pg_get_expr(c.relpartbound, c.oid), 'FROM \\(''(.+)''\\) TO \\(''(.+)''\\)') AS bounds
     WHERE i.inhparent = to_regclass($1)
     ORDER BY 2`,
    [`${schema}.uses`],
  )
}

/**
 * Drops one, with all that is in it; rejects with a DatabaseError of code 55P03 where somebody reads for
 * too long. The caller holds the lock on `ledger`.
 */
export async function dropPartition(tx: Queryable, { table }: Partition): Promise<void> {
  await tx.query(`SELECT set_config('lock_timeout', $1, true)`, [String(PATIENCE)])
  await tx.query(`DROP TABLE ${table}`)
}
