import type { Queryable } from '@countersign/database'
import { BATCH_MEMORY } from '../batch-memory.js'
import type { LedgerContext } from '../context.js'
import { dayOf } from '../append/known.js'
import { lockLedger } from '../append/lock.js'
import { Signing } from '../append/signing.js'
import { ActionLog } from './action-log.js'
import { recordAction } from './actions.js'
import { dropEmptyPartitions } from './drop-empty-partitions.js'
import { Findings } from './findings.js'
import { Genuine, removedRows, type RemovedRow } from './genuine.js'
import { PATIENT } from './patience.js'

/** Positions of a portion: nobody can write while one is removed. */
const PORTION = 5_000

const DAY = 24 * 3_600_000

/**
 * Removes what was recorded before a moment: of each chain, its beginning. In portions, each with an action
 * of its own: the record verifies at every moment, wherever this is interrupted.
 */
export async function prune(
  context: LedgerContext,
  secrets: readonly Uint8Array[],
  before: Date,
  portion: number = PORTION,
): Promise<{ readonly uses: number }> {
  const cutoff = before.getTime()
  const log = new ActionLog(context, secrets, new Findings())
  let uses = 0
  let position = await firstBehind(context, 0, cutoff)
  while (position !== undefined) {
    const end = position + portion - 1
    await log.catchUp()
    uses += await removePortion(context, secrets, log, { from: position, to: end, before: cutoff })
    position = await firstBehind(context, end, cutoff)
  }
  // Those that are not over have to be there for those who write.
  await dropEmptyPartitions(context, Math.min(cutoff, context.clock() - DAY))
  await forget(context, cutoff)
  return { uses }
}

/** Where to go on. */
async function firstBehind(
  { database, schema }: LedgerContext,
  position: number,
  before: number,
): Promise<number | undefined> {
  const [first] = await database.query<{ readonly position: number | null }>(
    `SELECT min(position)::float8 AS position FROM ${schema}.uses
     WHERE position > $1 AND recorded < to_timestamp($2::float8 / 1000.0)`,
    [position, before],
    PATIENT,
  )
  return first?.position ?? undefined
}

interface Portion {
  readonly from: number
  readonly to: number
  /** Milliseconds since the epoch. */
  readonly before: number
}

async function removePortion(
  { database, schema, clock }: LedgerContext,
  secrets: readonly Uint8Array[],
  log: ActionLog,
  portion: Portion,
): Promise<number> {
  return database.transaction(async (tx) => {
    const now = Math.floor(clock())
    const locked = await lockLedger(tx, schema)
    await log.readTo(locked, tx)
    const heads = await new Signing(schema, secrets).begin(tx, locked, now)
    const { uses, sum } = await removeGenuine(tx, schema, log, portion)
    if (uses === 0) return 0
    const { before, to } = portion
    const through = Math.min(to, heads.position)
    const action = { kind: 'retention', before, through, uses, sum: sum.toString() } as const
    await recordAction(tx, schema, secrets[0], heads, now, action)
    return uses
  })
}

/** Spares the chains of which some use is not what was written: they stay, and are found. */
async function removeGenuine(
  tx: Queryable,
  schema: string,
  log: ActionLog,
  portion: Portion,
): Promise<Genuine> {
  const spared = new Set<number>()
  for (;;) {
    await tx.query('SAVEPOINT portion')
    const gone = new Genuine(log)
    gone.add(await remove(tx, schema, portion, spared))
    if (gone.others === 0) return gone
    await tx.query('ROLLBACK TO SAVEPOINT portion')
    for (const chain of gone.chains) spared.add(chain)
  }
}

async function remove(
  tx: Queryable,
  schema: string,
  { from, to, before }: Portion,
  spared: ReadonlySet<number>,
): Promise<readonly RemovedRow[]> {
  return tx.query<RemovedRow>(
    `WITH gone AS (
       DELETE FROM ${schema}.uses
       WHERE position BETWEEN $1 AND $2 AND recorded < to_timestamp($3::float8 / 1000.0)
         AND chain NOT IN (SELECT json_array_elements_text($4::json)::bigint)
       RETURNING *
     ), last AS (
       SELECT DISTINCT ON (chain) chain, sequence, hash FROM gone ORDER BY chain, sequence DESC
     ), shortened AS (
       UPDATE ${schema}.chains c SET base = l.hash FROM last l WHERE c.chain = l.chain AND c.sequence > l.sequence
     ), ended AS (
       DELETE FROM ${schema}.chains c USING last l WHERE c.chain = l.chain AND c.sequence = l.sequence
       RETURNING c.chain
     ), forgotten AS (
       DELETE FROM ${schema}.known k USING ended e WHERE k.chain = e.chain
     ) ${removedRows(schema)}`,
    [from, to, before, JSON.stringify([...spared])],
  )
}

async function forget(context: LedgerContext, before: number): Promise<void> {
  const { database, schema, clock } = context
  while (await forgetSeen(context, dayOf(before)));
  const moment = 'to_timestamp($1::float8 / 1000.0)'
  await database.query(`DELETE FROM ${schema}.counts WHERE hour < ${moment}`, [before], PATIENT)
  const unlikely = clock() - BATCH_MEMORY
  await database.query(
    `DELETE FROM ${schema}.batches WHERE recorded < ${moment}`,
    [unlikely],
    PATIENT,
  )
}

/** Tells whether there may be more. They are looked for without the lock, which takes the longest. */
async function forgetSeen({ database, schema }: LedgerContext, day: number): Promise<boolean> {
  const found = await database.query<{ readonly place: string }>(
    `SELECT ctid::text AS place FROM ${schema}.known WHERE seen < $1 LIMIT ${PORTION}`,
    [day],
    PATIENT,
  )
  if (found.length === 0) return false
  const places = JSON.stringify(found.map(({ place }) => place))
  await database.transaction(async (tx) => {
    await lockLedger(tx, schema)
    // Under the lock nobody has it before it is gone; what was seen again is not removed.
    await tx.query(
      `DELETE FROM ${schema}.known
       WHERE ctid = ANY (ARRAY(SELECT json_array_elements_text($1::json)::tid)) AND seen < $2`,
      [places, day],
    )
  })
  return found.length === PORTION
}
