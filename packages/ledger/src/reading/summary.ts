import type { LedgerContext } from '../context.js'
import type { Field } from '../fields.js'
import type { Summary, Tally, UseFilter } from '../ledger-types.js'
import { filterConditions } from './conditions.js'
import { headOf, LONGEST } from './line.js'

/** Ten years. */
const MOST_DAYS = 3660
const MOST = 100

type Group = 'day' | 'client' | 'route' | 'reason' | 'all'

interface SummaryRow {
  readonly grouped: Group
  readonly uses: number
  readonly accepted: number
  readonly first: number | null
  readonly last: number | null
  readonly day: string | null
  readonly client: string | null
  readonly method: string | null
  readonly route: string | null
  readonly reason: string | null
}

const NOTHING: Summary = {
  uses: 0,
  accepted: 0,
  refused: 0,
  first: undefined,
  last: undefined,
  days: [],
  clients: [],
  routes: [],
  refusals: [],
}

/**
 * Sums up what a checked filter lets through, in one statement: so all numbers are of the same moment.
 * Uses are not told apart by fields that are hidden.
 */
export async function readSummary(
  context: LedgerContext,
  filter: UseFilter,
  hidden: ReadonlySet<Field>,
): Promise<Summary> {
  const head = await headOf(context, filter)
  if (!head) return NOTHING
  const conditions = filterConditions(context.schema, filter, head.chain)
  const given = await context.database.query(
    summaryStatement(context.schema, conditions.text, hidden),
    conditions.values,
    { timeout: LONGEST },
  )
  const rows = given as unknown as readonly SummaryRow[]
  const of = (group: Group): readonly SummaryRow[] =>
    rows.filter(({ grouped }) => grouped === group)
  const [all] = of('all')
  if (!all) return NOTHING
  return {
    ...tallyOf(all),
    days: of('day')
      .toReversed()
      .map((row) => ({ day: row.day ?? '', ...tallyOf(row) })),
    clients: of('client').map((row) => ({ client: row.client ?? undefined, ...tallyOf(row) })),
    routes: of('route').map((row) => ({
      method: row.method ?? undefined,
      route: row.route ?? undefined,
      ...tallyOf(row),
    })),
    refusals: of('reason').map(({ reason, uses }) => ({ reason: reason ?? '', uses })),
  }
}

function summaryStatement(schema: string, where: string, hidden: ReadonlySet<Field>): string {
  const column = (field: 'client' | 'method' | 'route'): string =>
    hidden.has(field) ? `NULL::text AS ${field}` : `u.${field}`
  // The newest days, and of all others the most used; names decide where uses do not, so that the
  // same uses are always summed up in the same words.
  return `
    WITH picked AS (
      SELECT u.at, (u.at AT TIME ZONE 'UTC')::date AS day, u.decision = 'accepted' AS accepted,
        ${column('client')}, ${column('method')}, ${column('route')},
        CASE WHEN u.decision = 'refused' THEN u.reason END AS reason
      FROM ${schema}.uses u WHERE ${where}
    ), grouped AS (
      SELECT CASE
          WHEN grouping(day) = 0 THEN 'day'
          WHEN grouping(client) = 0 THEN 'client'
          WHEN grouping(method) = 0 THEN 'route'
          WHEN grouping(reason) = 0 THEN 'reason'
          ELSE 'all'
        END AS grouped,
        count(*) AS uses, count(*) FILTER (WHERE accepted) AS accepted, min(at) AS first, max(at) AS last,
        day, client, method, route, reason
      FROM picked
      GROUP BY GROUPING SETS ((), (day), (client), (method, route), (reason))
    ), ranked AS (
      SELECT *, row_number() OVER (
        PARTITION BY grouped ORDER BY day DESC, uses DESC, client, method, route, reason
      ) AS rank
      FROM grouped WHERE grouped <> 'reason' OR reason IS NOT NULL
    )
    SELECT grouped, uses::float8 AS uses, accepted::float8 AS accepted,
      (extract(epoch FROM first) * 1000)::float8 AS first,
      (extract(epoch FROM last) * 1000)::float8 AS last,
      to_char(day, 'YYYY-MM-DD') AS day, client, method, route, reason
    FROM ranked WHERE rank <= CASE grouped WHEN 'day' THEN ${MOST_DAYS} ELSE ${MOST} END
    ORDER BY grouped, rank`
}

function tallyOf({ uses, accepted, first, last }: SummaryRow): Tally {
  return {
    uses,
    accepted,
    refused: uses - accepted,
    first: first === null ? undefined : new Date(Math.round(first)),
    last: last === null ? undefined : new Date(Math.round(last)),
  }
}
