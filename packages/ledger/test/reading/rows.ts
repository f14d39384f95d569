import { createHash } from 'node:crypto'
import type { Database } from '@countersign/database'
import { ensurePartition, partitionStart } from '../../src/database/partitions.js'
import { ownerDigest } from '../../src/identifiers.js'
import type { NewUse } from '../../src/use.js'
import { SCHEMA } from '../support/databases.js'

/** A use as a test writes it down, with what the appender would find out. */
export type Written = Partial<NewUse> & {
  readonly subject: string
  readonly notable?: string
  /** Milliseconds since the epoch. */
  readonly recorded?: number
}

export const ISSUER = 'https://id.example'
export const START: number = Date.UTC(2026, 5, 3, 12)

/**
 * Writes uses as the appender does, as far as readers can tell: under the lock, with positions and
 * sequences that have no holes, times that never go back, and a notice.
 */
export async function write(
  database: Database,
  uses: readonly Written[],
  schema: string = SCHEMA,
): Promise<void> {
  await database.transaction(async (tx) => {
    const [ledger] = await tx.query<{ position: number; chain: number; recorded: number | null }>(
      `SELECT position::float8 AS position, chain::float8 AS chain,
         (SELECT (extract(epoch FROM recorded) * 1000)::float8 FROM ${schema}.uses u
          ORDER BY u.position DESC LIMIT 1) AS recorded
       FROM ${schema}.ledger FOR UPDATE`,
    )
    if (!ledger) throw new Error('no ledger')
    let { position, chain } = ledger
    let recorded = ledger.recorded ?? START
    const heads = new Map<string, { chain: number; sequence: number; recorded: number }>()
    const rows: unknown[] = []
    for (const use of uses) {
      const issuer = use.issuer ?? ISSUER
      const owner = ownerDigest(issuer, use.subject)
      let head = heads.get(owner)
      if (!head) {
        const [found] = await tx.query<{ chain: number; sequence: number }>(
          `SELECT chain::float8 AS chain, sequence::float8 AS sequence FROM ${schema}.chains WHERE owner = $1`,
          [owner],
        )
        head = { chain: found?.chain ?? ++chain, sequence: found?.sequence ?? 0, recorded }
        if (!found) {
          await tx.query(
            `INSERT INTO ${schema}.chains (chain, owner, issuer, subject, sequence, hash, recorded)
             VALUES ($1::bigint, $2, $3, $4, 0, '', to_timestamp(0))`,
            [head.chain, owner, issuer, use.subject],
          )
        }
        heads.set(owner, head)
      }
      const isNewWeek = rows.length === 0 || partitionStart(use.recorded ?? 0) > recorded
      recorded = Math.max(recorded, use.recorded ?? recorded)
      if (isNewWeek) await ensurePartition(tx, schema, recorded)
      head.sequence += 1
      head.recorded = recorded
      rows.push(
        rowOf(use, { position: ++position, sequence: head.sequence, chain: head.chain, recorded }),
      )
    }
    await tx.query(
      `INSERT INTO ${schema}.uses (position, recorded, chain, sequence, at, client, token, "grant", approval,
         service, method, route, status, decision, reason, scheme, binding, network, agent, tls_protocol,
         tls_cipher, notable, hash)
       SELECT position, to_timestamp(recorded / 1000.0), chain, sequence, to_timestamp(at / 1000.0), client,
         token, "grant", approval, service, method, route, status, decision, reason, scheme, binding, network,
         agent, tls_protocol, tls_cipher, notable, decode(hash, 'hex')
       FROM json_to_recordset($1::json) AS x (position bigint, recorded float8, chain bigint, sequence bigint,
         at float8, client text, token text, "grant" text, approval text, service text, method text,
         route text, status integer, decision text, reason text, scheme text, binding text, network text,
         agent text, tls_protocol text, tls_cipher text, notable text, hash text)`,
      [JSON.stringify(rows)],
    )
    for (const head of heads.values()) {
      await tx.query(
        `UPDATE ${schema}.chains SET sequence = $2::bigint, recorded = to_timestamp($3::float8 / 1000) WHERE chain = $1::bigint`,
        [head.chain, head.sequence, head.recorded],
      )
    }
    await tx.query(`UPDATE ${schema}.ledger SET position = $1::bigint, chain = $2::bigint`, [
      position,
      chain,
    ])
    await tx.query(`SELECT pg_notify($1, $2)`, [schema.replaceAll('"', ''), String(position)])
  })
}

/** What `erase` leaves of a subject for readers: a chain of nobody, without uses. */
export async function erase(database: Database, subject: string): Promise<void> {
  const owner = ownerDigest(ISSUER, subject)
  await database.transaction(async (tx) => {
    await tx.query(`SELECT FROM ${SCHEMA}.ledger FOR UPDATE`)
    await tx.query(
      `DELETE FROM ${SCHEMA}.uses WHERE chain = (SELECT chain FROM ${SCHEMA}.chains WHERE owner = $1)`,
      [owner],
    )
    await tx.query(
      `UPDATE ${SCHEMA}.chains SET owner = NULL, issuer = NULL, subject = NULL WHERE owner = $1`,
      [owner],
    )
  })
}

function rowOf(
  use: Written,
  place: { position: number; sequence: number; chain: number; recorded: number },
): object {
  return {
    decision: 'accepted',
    at: place.recorded,
    ...use,
    ...place,
    tls_protocol: use.tlsProtocol,
    tls_cipher: use.tlsCipher,
    hash: createHash('sha256').update(String(place.position)).digest('hex'),
  }
}
