import { randomBytes } from 'node:crypto'
import type { Queryable, Row } from '@countersign/database'
import { ownerDigest } from '../identifiers.js'
import { ZERO } from '../proof/link.js'
import type { ChainIdentity } from '../proof/use-text.js'
import type { NewUse } from '../use.js'

/** A chain while uses are added to it. */
export interface Chain extends ChainIdentity {
  readonly owner: string
  readonly isNew: boolean
  /** Of the last use. */
  sequence: number
  hash: Buffer
  recorded: number | null
  /** When the first use of the window came, and how many have since. */
  burstFrom: number | null
  burstUses: number
}

interface ChainRow extends Row {
  readonly chain: number
  readonly owner: string
  readonly salt: string
  readonly sequence: number
  readonly hash: string
  readonly recorded: number
  readonly burstFrom: number | null
  readonly burstUses: number
}

/** The chain of each use; those that are not there yet begin behind the last one. */
export async function chainsOf(
  tx: Queryable,
  schema: string,
  uses: readonly NewUse[],
  last: number,
): Promise<readonly Chain[]> {
  const owners = ownersOf(uses)
  const rows = await find(tx, schema, [...new Set(owners)])
  const found = new Map(rows.map((row) => [row.owner, row]))
  const chains = new Map<string, Chain>()
  let next = last
  return uses.map((use, index) => {
    const owner = owners[index] as string
    const known = chains.get(owner)
    if (known) return known
    const row = found.get(owner)
    const chain = row ? existing(row, use) : begun(owner, use, ++next)
    chains.set(owner, chain)
    return chain
  })
}

/** Most uses of a batch are of few owners. */
function ownersOf(uses: readonly NewUse[]): readonly string[] {
  const issuers = new Map<string, Map<string | null, string>>()
  return uses.map(({ issuer, subject }) => {
    const subjects = issuers.get(issuer) ?? new Map<string | null, string>()
    issuers.set(issuer, subjects)
    const owner = subjects.get(subject) ?? ownerDigest(issuer, subject)
    subjects.set(subject, owner)
    return owner
  })
}

async function find(
  tx: Queryable,
  schema: string,
  owners: readonly string[],
): Promise<readonly ChainRow[]> {
  if (owners.length === 0) return []
  return tx.query<ChainRow>(
    `SELECT c.chain::float8 AS chain, c.owner, encode(c.salt, 'hex') AS salt,
       c.sequence::float8 AS sequence, encode(c.hash, 'hex') AS hash,
       round(extract(epoch FROM c.recorded) * 1000)::float8 AS recorded,
       round(extract(epoch FROM c.burst_from) * 1000)::float8 AS "burstFrom",
       c.burst_uses AS "burstUses"
     FROM ${schema}.chains c
     WHERE c.owner IN (SELECT json_array_elements_text($1::json))`,
    [JSON.stringify(owners)],
  )
}

function existing(row: ChainRow, { issuer, subject }: NewUse): Chain {
  return {
    ...row,
    issuer,
    subject,
    salt: Buffer.from(row.salt, 'hex'),
    hash: Buffer.from(row.hash, 'hex'),
    isNew: false,
  }
}

function begun(owner: string, { issuer, subject }: NewUse, chain: number): Chain {
  return {
    chain,
    owner,
    issuer,
    subject,
    salt: randomBytes(16),
    sequence: 0,
    hash: ZERO,
    recorded: null,
    burstFrom: null,
    burstUses: 0,
    isNew: true,
  }
}
