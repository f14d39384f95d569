import type { Row } from '@countersign/database'
import type { LedgerContext } from '../context.js'
import type { NewCount } from '../use.js'
import { assertDate, assertMembers } from './check-filter.js'
import { Conditions } from './conditions.js'

/** The hours that have something of this span. */
export interface CountRange {
  readonly from?: Date
  readonly to?: Date
}

interface CountRow {
  readonly hour: number
  readonly service: string
  readonly kind: NewCount['kind']
  readonly reason: string
  readonly count: number
}

/** Gives what was counted and not recorded, the oldest hour first. Throws a ConfigError for a wrong range. */
export async function countsOf(
  { database, schema }: LedgerContext,
  range: CountRange = {},
): Promise<readonly NewCount[]> {
  const { from, to } = assertMembers('range', range, ['from', 'to'])
  const conditions = new Conditions()
  if (from !== undefined) {
    assertDate('range.from', from)
    conditions.addMoment(from, (moment) => `hour > ${moment} - interval '1 hour'`)
  }
  if (to !== undefined) {
    assertDate('range.to', to)
    conditions.addMoment(to, (moment) => `hour < ${moment}`)
  }
  const rows = await database.query(
    `SELECT (extract(epoch FROM hour) * 1000)::float8 AS hour, service, kind, reason, count::float8 AS count
     FROM ${schema}.counts WHERE ${conditions.text} ORDER BY counts.hour, service, kind, reason`,
    conditions.values,
  )
  return rows.map(countOf)
}

function countOf(row: Row): NewCount {
  const { hour, service, kind, reason, count } = row as unknown as CountRow
  return {
    hour: Math.round(hour),
    service: service === '' ? null : service,
    kind,
    reason: reason === '' ? null : (reason as NewCount['reason']),
    count,
  }
}
