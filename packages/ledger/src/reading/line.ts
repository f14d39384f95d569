import type { Row } from '@countersign/database'
import type { LedgerContext } from '../context.js'
import { ownerDigest } from '../identifiers.js'
import type { UseFilter } from '../ledger-types.js'
import type { Use } from '../use.js'
import { filterConditions } from './conditions.js'
import { USE_COLUMNS, useFromRow } from './use-rows.js'

/**
 * A place in a line of uses. There are two kinds of line: the chain of one subject, where the number is the
 * `sequence`, and the whole record, where it is the `position`, and `chain` is 0.
 */
export interface Place {
  readonly chain: number
  readonly number: number
}

/**
 * Milliseconds for whoever wants all of a large record, not one page: where few uses are looked for, and by
 * what no index has, all of them are looked at.
 */
export const LONGEST = 60_000

/** Some of the uses in a line. */
export interface Stretch {
  readonly filter: UseFilter
  readonly chain: number
  /** Numbers from behind this one … */
  readonly above?: number | undefined
  /** … up to this one. */
  readonly upTo?: number | undefined
  /** Nothing behind this position, whatever the line. */
  readonly upToPosition?: number | undefined
  readonly order: 'oldest first' | 'newest first'
  readonly limit: number
  /** Milliseconds that it may take; the default is the database's. */
  readonly timeout?: number
}

/** The name of the line that a filter is about: what the chain of its subject is known by; '' for the whole record. */
export function lineOf({ issuer, subject }: UseFilter): string {
  return issuer === undefined || subject === undefined ? '' : ownerDigest(issuer, subject)
}

/** Gives the newest place in the line that a filter is about; `undefined` if the subject has no uses. */
export async function headOf(
  context: LedgerContext,
  filter: UseFilter,
): Promise<Place | undefined> {
  const line = lineOf(filter)
  return (await headsOf(context, [line])).get(line)
}

/** Gives the newest places in many lines, all of the same moment. */
export async function headsOf(
  { database, schema }: LedgerContext,
  lines: readonly string[],
): Promise<ReadonlyMap<string, Place>> {
  const rows = await database.query<Row & Place & { readonly line: string }>(
    `SELECT '' AS line, 0::float8 AS chain, position::float8 AS number FROM ${schema}.ledger
     UNION ALL
     SELECT owner, chain::float8, sequence::float8 FROM ${schema}.chains
     WHERE owner IN (SELECT json_array_elements_text($1::json))`,
    [JSON.stringify(lines)],
  )
  return new Map(rows.map(({ line, chain, number }) => [line, { chain, number }]))
}

/** The place of a use in its line. */
export function placeIn(chain: number, use: Use): Place {
  return { chain, number: chain === 0 ? use.position : use.sequence }
}

export async function readStretch(
  { database, schema }: LedgerContext,
  stretch: Stretch,
): Promise<readonly Use[]> {
  const { filter, chain, above, upTo, upToPosition } = stretch
  const number = chain === 0 ? 'u.position' : 'u.sequence'
  const conditions = filterConditions(schema, filter, chain)
  if (above !== undefined) conditions.add(above, (p) => `${number} > ${p}::bigint`)
  if (upTo !== undefined) conditions.add(upTo, (p) => `${number} <= ${p}::bigint`)
  if (upToPosition !== undefined) conditions.add(upToPosition, (p) => `u.position <= ${p}::bigint`)
  const order = `ORDER BY ${number} ${stretch.order === 'newest first' ? 'DESC' : 'ASC'}`
  const limit = conditions.parameter(stretch.limit)
  const rows = await database.query(
    `SELECT ${USE_COLUMNS}
     FROM (SELECT * FROM ${schema}.uses u WHERE ${conditions.text} ${order} LIMIT ${limit}::bigint) u
     LEFT JOIN ${schema}.chains c ON c.chain = u.chain ${order}`,
    conditions.values,
    stretch.timeout === undefined ? {} : { timeout: stretch.timeout },
  )
  return rows.map(useFromRow)
}
