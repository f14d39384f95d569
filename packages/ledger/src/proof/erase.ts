import type { Queryable, Row } from '@countersign/database'
import type { LedgerContext } from '../context.js'
import { lockLedger } from '../append/lock.js'
import { Signing } from '../append/signing.js'
import { ownerDigest } from '../identifiers.js'
import type { Owner } from '../ledger-types.js'
import { ActionLog } from './action-log.js'
import { recordAction, type NewAction } from './actions.js'
import { Findings } from './findings.js'
import { Genuine, removedRows, type RemovedRow } from './genuine.js'
import { PATIENT } from './patience.js'

/** Uses that are removed at once, and verified. */
const PORTION = 5_000

interface EndedChain extends Row {
  readonly chain: number
  /** Of its last use. */
  readonly last: number
  readonly hash: string
}

/**
 * Removes everything about a subject, and writes down that so many uses are gone. Nobody can write meanwhile.
 * Erasing nobody changes nothing.
 */
export async function erase(
  context: LedgerContext,
  secrets: readonly Uint8Array[],
  { issuer, subject }: Owner,
): Promise<{ readonly uses: number }> {
  const { database, schema, clock } = context
  const log = new ActionLog(context, secrets, new Findings())
  await log.catchUp()
  return database.transaction(async (tx) => {
    const now = Math.floor(clock())
    const locked = await lockLedger(tx, schema)
    await log.readTo(locked, tx)
    const heads = await new Signing(schema, secrets).begin(tx, locked, now)
    const chain = await chainOf(tx, schema, ownerDigest(issuer, subject))
    if (!chain) return { uses: 0 }
    const gone = new Genuine(log)
    await removeUses(tx, schema, chain, gone)
    await forget(tx, schema, chain)
    await recordAction(tx, schema, secrets[0], heads, now, erasureOf(chain, gone))
    return { uses: gone.uses + gone.others }
  }, PATIENT)
}

async function chainOf(
  tx: Queryable,
  schema: string,
  owner: string,
): Promise<EndedChain | undefined> {
  const [chain] = await tx.query<EndedChain>(
    `SELECT chain::float8 AS chain, sequence::float8 AS last, encode(hash, 'hex') AS hash
     FROM ${schema}.chains WHERE owner = $1`,
    [owner],
  )
  return chain
}

async function removeUses(
  tx: Queryable,
  schema: string,
  { chain }: EndedChain,
  gone: Genuine,
): Promise<void> {
  for (;;) {
    const rows = await tx.query<RemovedRow>(
      `WITH gone AS (
         DELETE FROM ${schema}.uses WHERE chain = $1 AND sequence <= (
           SELECT max(sequence) FROM (
             SELECT sequence FROM ${schema}.uses WHERE chain = $1 ORDER BY sequence LIMIT ${PORTION}
           ) u
         ) RETURNING *
       ) ${removedRows(schema)}`,
      [chain],
    )
    gone.add(rows)
    if (rows.length < PORTION) return
  }
}

async function forget(tx: Queryable, schema: string, { chain }: EndedChain): Promise<void> {
  await tx.query(
    `WITH forgotten AS (DELETE FROM ${schema}.known WHERE chain = $1)
     DELETE FROM ${schema}.chains WHERE chain = $1`,
    [chain],
  )
}

/** Goes by the uses as far as there are any: the end of the chain may not be what was written. */
function erasureOf({ chain, last, hash }: EndedChain, gone: Genuine): NewAction {
  const end = gone.last ? gone.last.sequence : last
  return {
    kind: 'erasure',
    chain,
    first: gone.first ? gone.first.sequence : end + 1,
    last: end,
    hash: Buffer.from(gone.last ? gone.last.hash : hash, 'hex').toString('base64url'),
    uses: gone.uses,
    sum: gone.sum.toString(),
  }
}
