import type { Queryable, Row } from '@countersign/database'

/** Something of a subject that may be new. */
export interface Candidate {
  readonly chain: number
  readonly kind: 'client' | 'approval' | 'network'
  readonly value: string
  /** Of these three. */
  readonly key: string
}

interface FreshRow extends Row {
  readonly chain: number
  readonly kind: Candidate['kind']
  readonly value: string
  /** Whether the subject was seen in any network before. */
  readonly hadNetwork: boolean
}

/** What is new, by `key`, and whether the subject was seen in any network before. */
export type Fresh = Map<string, { readonly hadNetwork: boolean }>

/** Entries of a generation. */
const GENERATION = 100_000

const DAY = 24 * 3_600_000

export function candidate(chain: number, kind: Candidate['kind'], value: string): Candidate {
  return { chain, kind, value, key: `${chain} ${kind} ${value}` }
}

/** Days since the epoch. */
export function dayOf(moment: number): number {
  return Math.floor(moment / DAY)
}

/**
 * What this process knows to be in table `known`, seen on this day, so that it need not ask. Only what was
 * committed may be added.
 */
export class Known {
  #young = new Set<string>()
  #old = new Set<string>()
  #day = 0
  #action = 0

  /** Forgets all of it on another day, and when something was removed: that may have been in the table. */
  onDay(day: number, action: number): void {
    if (day === this.#day && action === this.#action) return
    this.#day = day
    this.#action = action
    this.#young = new Set()
    this.#old = new Set()
  }

  has(key: string): boolean {
    if (this.#young.has(key)) return true
    if (!this.#old.has(key)) return false
    this.add([key])
    return true
  }

  add(keys: Iterable<string>): void {
    for (const key of keys) {
      this.#young.add(key)
      if (this.#young.size < GENERATION) continue
      this.#old = this.#young
      this.#young = new Set()
    }
  }
}

/** Writes down what was not known yet, and that all of it was seen on this day; tells what is new. */
export async function learn(
  tx: Queryable,
  schema: string,
  candidates: readonly Candidate[],
  day: number,
): Promise<Fresh> {
  if (candidates.length === 0) return new Map()
  const asked = JSON.stringify(candidates.map(({ chain, kind, value }) => ({ chain, kind, value })))
  // What a statement inserts, it does not see: 'hadNetwork' is how it was before.
  const rows = await tx.query<FreshRow>(
    `WITH asked AS MATERIALIZED (
       SELECT * FROM json_to_recordset($1::json) AS r(chain bigint, kind text, value text)
     ), fresh AS (
       INSERT INTO ${schema}.known (chain, kind, value, seen) SELECT chain, kind, value, $2 FROM asked
       ON CONFLICT DO NOTHING RETURNING chain, kind, value
     ), again AS (
       UPDATE ${schema}.known k SET seen = $2 FROM asked a
       WHERE k.chain = a.chain AND k.kind = a.kind AND k.value = a.value AND k.seen < $2
     )
     SELECT f.chain::float8 AS chain, f.kind, f.value,
       EXISTS (SELECT FROM ${schema}.known k WHERE k.chain = f.chain AND k.kind = 'network') AS "hadNetwork"
     FROM fresh f`,
    [asked, day],
  )
  return new Map(
    rows.map((row) => [
      candidate(row.chain, row.kind, row.value).key,
      { hadNetwork: row.hadNetwork },
    ]),
  )
}
