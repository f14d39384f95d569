import { createHash } from 'node:crypto'
import { channel } from 'node:diagnostics_channel'
import { CHANNELS } from '@countersign/core'
import { createLedger } from '@countersign/ledger'
import { ISSUER } from '../access-tokens.js'
import type { OwnPostgres } from './postgres-server.js'
import { usageMessage } from './usage-messages.js'

/** Of each subject; they come by turns. */
const USES_OF_ONE = 1_000
const CLIENTS = 20

const WEEK = 7 * 24 * 3_600_000

/** Rows in one statement: what a commit waits for is then nothing beside them. */
const PORTION = 500_000

/** One of the subjects, and one of the clients, among them. */
export const SUBJECT = 'subject-1'
export const CLIENT = 'client-1'

/**
 * Fills a ledger's tables as if so many uses had been recorded in the last year. In SQL, because the ledger
 * itself would take minutes; the hashes are made up.
 */
export async function fillWithUses(
  server: OwnPostgres,
  schema: string,
  uses: number,
): Promise<void> {
  const subjects = Math.ceil(uses / USES_OF_ONE)
  const now = Date.now()
  const start = now - 52 * WEEK
  await makePartitions(server, schema, start, now)
  await server.run(`TRUNCATE ${schema}.chains, ${schema}.uses`)
  await fillChains(server, schema, subjects)
  const moment = `to_timestamp((${start} + ${now - start}::float8 * i / ${uses}) / 1000)`
  for (let from = 1; from <= uses; from += PORTION) {
    await server.run(`INSERT INTO ${schema}.uses (position, recorded, previous, chain, sequence, at, client,
        token, service, method, route, status, decision, scheme, binding, network, agent, hash)
      SELECT i, ${moment}, ${moment}, 1 + i % ${subjects}, 1 + i / ${subjects}, ${moment},
        'client-' || i % ${CLIENTS}, md5((i / 10)::text), 'orders', 'GET', '/orders/:id', 200, 'accepted',
        'DPoP', 'dpop', '192.0.2.0/24', 'Firefox', decode(md5(i::text), 'hex')
      FROM generate_series(${from}, ${Math.min(uses, from + PORTION - 1)}) AS i`)
  }
  await server.run(
    `UPDATE ${schema}.ledger SET position = ${uses}, chain = ${subjects}`,
    `VACUUM ANALYZE ${schema}.uses`,
    `ANALYZE ${schema}.chains`,
  )
}

/** By a ledger whose clock goes through the year, a week at a time. */
async function makePartitions(
  { pool }: OwnPostgres,
  schema: string,
  start: number,
  end: number,
): Promise<void> {
  let now = start
  const ledger = createLedger({ pool, schema, spool: false, retention: false, clock: () => now })
  await ledger.ready()
  for (; now <= end; now = Math.min(now + WEEK, end) + (now === end ? 1 : 0)) {
    channel(CHANNELS.usage).publish(usageMessage(0))
    await ledger.flush()
  }
  await ledger.close()
}

async function fillChains({ pool }: OwnPostgres, schema: string, subjects: number): Promise<void> {
  const chains = Array.from({ length: subjects }, (_, at) => ({
    chain: at + 1,
    owner: ownerDigest(`subject-${at}`),
    subject: `subject-${at}`,
  }))
  await pool.query(
    `INSERT INTO ${schema}.chains (chain, owner, issuer, subject, salt, sequence, hash, recorded)
     SELECT chain, owner, $2, subject, '\\x00', $3, '\\x00', now()
     FROM json_to_recordset($1::json) AS row(chain bigint, owner text, subject text)`,
    [JSON.stringify(chains), ISSUER, USES_OF_ONE],
  )
}

/** As the ledger finds a subject's chain. */
function ownerDigest(subject: string): string {
  return createHash('sha256')
    .update(JSON.stringify([ISSUER, subject]))
    .digest('base64url')
}
