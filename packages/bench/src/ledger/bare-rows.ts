import { randomBytes } from 'node:crypto'
import type { Pool } from 'pg'
import { usageMessage } from './usage-messages.js'

/** As a ledger writes at most in one step. */
const BATCH = 5_000

const COLUMNS = `position bigint, at timestamptz, issuer text, subject text, client text, token text,
  method text, route text, status integer, decision text, binding text, network text, agent text, hash text`

/**
 * Rows a second that the same server takes into a table without index, chain or anything else, a batch
 * in one statement: nothing that keeps a record of each use can be much quicker.
 */
export async function bareRows(pool: Pool, rows: number): Promise<number> {
  await pool.query(`CREATE TABLE IF NOT EXISTS bare_uses (${COLUMNS})`)
  const began = performance.now()
  for (let from = 0; from < rows; from += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, rows - from) }, (_, at) => rowAt(from + at))
    await pool.query(
      `INSERT INTO bare_uses SELECT * FROM json_to_recordset($1::json) AS row(${COLUMNS})`,
      [JSON.stringify(batch)],
    )
  }
  return rows / ((performance.now() - began) / 1000)
}

function rowAt(position: number): object {
  const { issuer, subject, clientId, tokenId, method, route, status, decision, binding } =
    usageMessage(position)
  return {
    position,
    at: new Date().toISOString(),
    issuer,
    subject,
    client: clientId,
    token: tokenId,
    method,
    route,
    status,
    decision,
    binding,
    network: '192.0.2.0/24',
    agent: 'Firefox',
    hash: randomBytes(32).toString('hex'),
  }
}
