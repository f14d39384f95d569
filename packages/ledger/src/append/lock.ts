import type { Queryable } from '@countersign/database'
import { HEADS, headsOf, type Heads, type HeadsRow } from '../proof/heads.js'

/** Waits until nobody else writes, and keeps others from it until the transaction ends. */
export async function lockLedger(tx: Queryable, schema: string): Promise<Heads> {
  const [row] = await tx.query<HeadsRow>(`SELECT ${HEADS} FROM ${schema}.ledger FOR UPDATE`)
  return headsOf(row)
}

/**
 * The same, and writes down that a batch was written. `undefined`: it was written before. In one statement:
 * the lock comes first, because what is inserted is selected from it.
 */
export async function lockForBatch(
  tx: Queryable,
  schema: string,
  id: string,
  now: number,
): Promise<Heads | undefined> {
  const [row] = await tx.query<HeadsRow & { readonly fresh: boolean }>(
    `WITH locked AS MATERIALIZED (SELECT * FROM ${schema}.ledger FOR UPDATE),
     fresh AS (
       INSERT INTO ${schema}.batches (id, recorded)
       SELECT $1::uuid, to_timestamp($2::float8 / 1000.0) FROM locked
       ON CONFLICT DO NOTHING RETURNING id
     )
     SELECT ${HEADS}, EXISTS (SELECT FROM fresh) AS fresh FROM locked`,
    [id, now],
  )
  const heads = headsOf(row)
  return row?.fresh === true ? heads : undefined
}
