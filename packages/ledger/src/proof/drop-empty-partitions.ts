import { DatabaseError } from '@countersign/database'
import type { LedgerContext } from '../context.js'
import { dropPartition, partitionsOf, type Partition } from '../database/partitions.js'
import { lockLedger } from '../append/lock.js'

/** PostgreSQL's code for a lock that was not to be had in time. */
const LOCK_NOT_AVAILABLE = '55P03'

/**
 * Drops the partitions that end before a moment and hold nothing. One that somebody reads stays, until the
 * next time: who waits for such a lock keeps everybody else waiting.
 */
export async function dropEmptyPartitions(context: LedgerContext, before: number): Promise<void> {
  for (const partition of await partitionsOf(context.database, context.schema)) {
    if (partition.to <= before) await dropIfEmpty(context, partition)
  }
}

async function dropIfEmpty(
  { database, schema }: LedgerContext,
  partition: Partition,
): Promise<void> {
  const used = `SELECT EXISTS (SELECT FROM ${partition.table}) AS used`
  const [first] = await database.query<{ readonly used: boolean }>(used)
  if (first?.used !== false) return
  try {
    await database.transaction(async (tx) => {
      await lockLedger(tx, schema)
      const [now] = await tx.query<{ readonly used: boolean }>(used)
      if (now?.used === false) await dropPartition(tx, partition)
    })
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.code !== LOCK_NOT_AVAILABLE) throw error
  }
}
