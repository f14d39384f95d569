import type { Row } from '@countersign/database'
import type { LedgerContext } from '../context.js'
import type { ActionLog } from './action-log.js'
import type { ChainWalk } from './chain-walk.js'
import type { Findings } from './findings.js'
import { HEADS, headsOf, type HeadsRow } from './heads.js'
import { PATIENT } from './patience.js'

interface Totals extends HeadsRow {
  readonly uses: number
  /** Sum of all positions: a decimal number, longer than others can be. */
  readonly sum: string
  readonly newest: number
  /** Rows with numbers that were never given: nothing else reads them. */
  readonly strange: number
}

interface Hole extends Row {
  readonly from: number
  readonly to: number
}

/** What no number reaches. */
const LARGE = Number.MAX_SAFE_INTEGER

/** Holes that are named. */
const MOST = 100

/**
 * Positions have no holes, but for those of uses that an action has removed, and it says how many, and the
 * sum of their positions: so that what was removed with its chain, or put in its place, is found as well.
 */
export async function checkTotals(
  context: LedgerContext,
  log: ActionLog,
  walk: ChainWalk,
  findings: Findings,
): Promise<void> {
  const { database, schema } = context
  // One statement, so that all is of one moment.
  const [totals] = await database.query<Totals>(
    `SELECT ${HEADS}, u.uses, u.sum, u.newest, u.strange + (
         SELECT count(*)::float8 FROM ${schema}.chains c WHERE c.chain < 1 OR c.chain > l.chain
       ) + (
         SELECT count(*)::float8 FROM ${schema}.actions a WHERE a.action < 1 OR a.action > l.action
       ) AS strange
     FROM ${schema}.ledger l,
       (SELECT count(*)::float8 AS uses, coalesce(sum(position), 0)::text AS sum,
         coalesce(max(position), 0)::float8 AS newest,
         count(*) FILTER (WHERE chain < 1 OR sequence < 1 OR ${LARGE} < greatest(chain, sequence))::float8 AS strange
        FROM ${schema}.uses) u`,
    [],
    PATIENT,
  )
  await log.readTo(headsOf(totals))
  if (!totals) return
  const { position, uses, newest } = totals
  const isTold = findings.problems.some((problem) => problem.position === newest)
  if (newest > position && !isTold) {
    const detail = 'the end of the record was put back'
    return findings.add({ kind: 'changed', position: newest, detail })
  }
  const missing = position - uses - log.removed - (walk.missing - walk.extra)
  const sum = (BigInt(position) * BigInt(position + 1)) / 2n - BigInt(totals.sum) - log.removedSum
  const isClean = findings.problems.length === 0
  if (missing === 1 && isClean) {
    findings.add({ kind: 'removed', position: Number(sum), detail: missingFrom(sum, sum) })
  } else if (missing > 0) {
    await nameHoles(context, log, position, missing, findings)
  } else if (missing + walk.failed < 0) {
    findings.add({ kind: 'added', detail: `${-missing} more than were written` })
  } else if (isClean && sum !== 0n) {
    findings.add({ kind: 'added', detail: 'uses stand where others were written' })
  } else if (isClean && totals.strange > 0) {
    findings.add({
      kind: 'added',
      detail: `${totals.strange} rows with numbers that were never given`,
    })
  }
}

function missingFrom(from: number | bigint, to: number | bigint): string {
  return from === to
    ? 'the use at this position is missing'
    : `the uses from here to ${to} are missing`
}

async function nameHoles(
  { database, schema }: LedgerContext,
  log: ActionLog,
  position: number,
  missing: number,
  findings: Findings,
): Promise<void> {
  // Where nothing was removed since, nothing explains a hole.
  const holes = await database.query<Hole>(
    `SELECT "from", "to" FROM (
       SELECT (lag(p, 1, $1::bigint) OVER (ORDER BY p))::float8 + 1 AS "from", p::float8 - 1 AS "to"
       FROM (SELECT position AS p FROM ${schema}.uses WHERE position > $1 AND position <= $2
             UNION ALL SELECT $2::bigint + 1) x
     ) h WHERE "from" <= "to" ORDER BY "from" LIMIT ${MOST}`,
    [log.lastRemoval, position],
    PATIENT,
  )
  for (const { from, to } of holes) {
    findings.add({ kind: 'removed', position: from, detail: missingFrom(from, to) })
  }
  const named = holes.reduce((sum, { from, to }) => sum + to - from + 1, 0)
  if (named >= missing) return
  findings.add({ kind: 'removed', detail: `${missing} missing that nothing explains` })
}
