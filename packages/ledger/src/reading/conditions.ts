import { storable, tokenDigest } from '../identifiers.js'
import type { UseFilter } from '../ledger-types.js'

/**
 * Milliseconds by which the clocks of those who take requests and those who write them down may differ: a
 * use that came at a moment is not looked for in partitions that were full so long before.
 */
const CLOCKS_DIFFER = 24 * 3_600_000

/** A Date may be earlier than anything that PostgreSQL takes. */
const EARLIEST = Date.parse('0000-01-01T00:00:00Z')

/** What a statement asks of its rows; all values are parameters. */
export class Conditions {
  readonly #texts: string[] = []
  readonly #values: unknown[] = []

  get values(): readonly unknown[] {
    return this.#values
  }

  /** For behind `WHERE`. */
  get text(): string {
    return this.#texts.length === 0 ? 'true' : this.#texts.join(' AND ')
  }

  /** Gives the place of a value, such as `$3`. */
  parameter(value: unknown): string {
    this.#values.push(value)
    return `$${this.#values.length}`
  }

  /** `text` is given the place of the value. */
  add(value: unknown, text: (parameter: string) => string): void {
    this.#texts.push(text(this.parameter(value)))
  }

  /** As `add`, with a moment. */
  addMoment(moment: Date | number, text: (time: string) => string): void {
    this.add(Math.max(Number(moment), EARLIEST), (p) => text(`to_timestamp(${p}::float8 / 1000)`))
  }

  addText(text: string): void {
    this.#texts.push(text)
  }
}

/** What a filter asks of `uses u`. The subject's chain was found before; 0 if the filter names no subject. */
export function filterConditions(schema: string, filter: UseFilter, chain: number): Conditions {
  const conditions = new Conditions()
  const { issuer, subject, client, tokenId, grant, approval, service, decision } = filter
  if (subject !== undefined) conditions.add(chain, (p) => `u.chain = ${p}::bigint`)
  if (issuer !== undefined && tokenId !== undefined) {
    // The issuer is in the digest.
    conditions.add(tokenDigest(issuer, tokenId), (p) => `u.token = ${p}`)
  } else if (issuer !== undefined && subject === undefined) {
    conditions.add(
      storable(issuer),
      (p) => `EXISTS (SELECT FROM ${schema}.chains i WHERE i.chain = u.chain AND i.issuer = ${p})`,
    )
  }
  if (client !== undefined) conditions.add(storable(client), (p) => `u.client = ${p}`)
  if (grant !== undefined) conditions.add(storable(grant), (p) => `u."grant" = ${p}`)
  if (approval !== undefined) conditions.add(storable(approval), (p) => `u.approval = ${p}`)
  if (service !== undefined) conditions.add(storable(service), (p) => `u.service = ${p}`)
  if (decision !== undefined) conditions.add(decision, (p) => `u.decision = ${p}`)
  addNotable(conditions, filter)
  addTimes(conditions, filter)
  return conditions
}

function addNotable(conditions: Conditions, { notable }: UseFilter): void {
  if (notable === undefined) return
  conditions.addText('u.notable IS NOT NULL')
  if (notable === true) return
  conditions.add(
    // However often somebody names one, it is compared with each row once.
    [...new Set(notable)].join(','),
    (p) => `string_to_array(u.notable, ',') && string_to_array(${p}, ',')`,
  )
}

function addTimes(conditions: Conditions, { from, to }: UseFilter): void {
  if (from !== undefined) {
    conditions.addMoment(from, (moment) => `u.at >= ${moment}`)
    conditions.addMoment(from.getTime() - CLOCKS_DIFFER, (moment) => `u.recorded >= ${moment}`)
  }
  if (to !== undefined) conditions.addMoment(to, (moment) => `u.at < ${moment}`)
}
