import type { Row } from '@countersign/database'
import type { LedgerContext } from '../context.js'
import { ownerDigest } from '../identifiers.js'
import type { Checkpoint, Owner } from '../ledger-types.js'
import type { ActionLog } from './action-log.js'
import type { Findings } from './findings.js'

interface Standing extends Row {
  /** Of the use at the place of the checkpoint, hexadecimal; `null`: there is none. */
  readonly hash: string | null
  /** Number of the first use that is left of its chain. */
  readonly first: number | null
  readonly base: string | null
  readonly newest: number
}

/** The newest link of an owner's chain; `undefined` if there is none. */
export async function checkpointOf(
  { database, schema }: LedgerContext,
  { issuer, subject }: Owner,
): Promise<Checkpoint | undefined> {
  const [found] = await database.query<{
    readonly chain: number
    readonly sequence: number
    readonly hash: string
  }>(
    `SELECT chain::float8 AS chain, sequence::float8 AS sequence, encode(hash, 'hex') AS hash
     FROM ${schema}.chains WHERE owner = $1`,
    [ownerDigest(issuer, subject)],
  )
  if (!found) return undefined
  const { chain, sequence, hash } = found
  return { chain, sequence, hash: Buffer.from(hash, 'hex').toString('base64url') }
}

/** Verifies that what somebody has kept is still there, or was removed by one who may. */
export async function checkCheckpoints(
  context: LedgerContext,
  log: ActionLog,
  checkpoints: readonly Checkpoint[],
  findings: Findings,
): Promise<void> {
  for (const checkpoint of checkpoints) {
    const { chain, sequence } = checkpoint
    const standing = await find(context, checkpoint)
    // Only now: what was removed before this was read is in the log.
    await log.catchUp()
    if (isInPlace(log, checkpoint, standing)) continue
    findings.add({
      kind: 'checkpoint',
      chain,
      sequence,
      detail: 'this use is not there any more, or is another',
    })
  }
}

async function find(
  { database, schema }: LedgerContext,
  { chain, sequence }: Checkpoint,
): Promise<Standing | undefined> {
  if (!Number.isSafeInteger(chain) || !Number.isSafeInteger(sequence)) return undefined
  const [standing] = await database.query<Standing>(
    `SELECT (SELECT encode(u.hash, 'hex') FROM ${schema}.uses u WHERE u.chain = $1 AND u.sequence = $2 LIMIT 1) AS hash,
       (SELECT min(u.sequence)::float8 FROM ${schema}.uses u WHERE u.chain = $1) AS first,
       (SELECT encode(c.base, 'hex') FROM ${schema}.chains c WHERE c.chain = $1) AS base,
       (SELECT l.chain::float8 FROM ${schema}.ledger l) AS newest`,
    [chain, sequence],
  )
  return standing
}

function isInPlace(
  log: ActionLog,
  { chain, sequence, hash }: Checkpoint,
  standing: Standing | undefined,
): boolean {
  if (!standing) return false
  const isSame = (hex: string): boolean => Buffer.from(hex, 'hex').toString('base64url') === hash
  if (standing.hash !== null) return isSame(standing.hash)
  const erased = log.erased.get(chain)
  if (erased) return sequence === erased.last ? erased.hash === hash : sequence < erased.last
  if (log.cutoff === undefined) return false
  // All of it was too old: what was not is missed by the sums.
  if (standing.first === null) return chain <= standing.newest
  if (standing.base === null || sequence >= standing.first) return false
  return sequence < standing.first - 1 || isSame(standing.base)
}
