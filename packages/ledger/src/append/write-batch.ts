import type { Queryable } from '@countersign/database'
import type { HeldHeads } from '../proof/heads.js'
import { newSeal } from '../proof/seal.js'
import type { NewCount } from '../use.js'
import type { Chain } from './chains.js'
import type { Linked } from './link-uses.js'

interface Written {
  readonly linked: readonly Linked[]
  readonly counts: readonly NewCount[]
  /** As they are from then on. */
  readonly heads: HeldHeads
  /** Whom to wake, if there are uses. */
  readonly channel: string
}

/** Writes everything in one statement: nobody else can write until it is done. */
export async function writeBatch(
  tx: Queryable,
  schema: string,
  { linked, counts, heads, channel }: Written,
): Promise<void> {
  const chains = [...new Set(linked.map((one) => one.chain))]
  await tx.query(statement(schema), [
    JSON.stringify(linked.map(({ row }) => row)),
    JSON.stringify(chains.filter(({ isNew }) => isNew).map(headOf)),
    JSON.stringify(chains.filter(({ isNew }) => !isNew).map(headOf)),
    JSON.stringify(counts.map(countOf)),
    heads.position,
    heads.chain,
    channel,
    linked.length > 0,
    newSeal(heads),
  ])
}

function headOf(chain: Chain): Record<string, unknown> {
  const { sequence, recorded, burstFrom, burstUses } = chain
  const hash = chain.hash.toString('hex')
  const head = { chain: chain.chain, sequence, hash, recorded, burstFrom, burstUses }
  if (!chain.isNew) return head
  const { owner, issuer, subject, salt } = chain
  return { ...head, owner, issuer, subject, salt: Buffer.from(salt).toString('hex') }
}

function countOf({ hour, service, kind, reason, count }: NewCount): Record<string, unknown> {
  return { hour, service: service ?? '', kind, reason: reason ?? '', count }
}

function statement(schema: string): string {
  return `WITH written AS (
    INSERT INTO ${schema}.uses (position, recorded, previous, chain, sequence, at, client, token, "grant",
      approval, service, method, route, status, decision, reason, scheme, binding, network, agent,
      tls_protocol, tls_cipher, notable, hash)
    SELECT position, to_timestamp(recorded / 1000.0), to_timestamp(previous / 1000.0), chain, sequence,
      to_timestamp(at / 1000.0), client, token, "grant", approval, service, method, route, status, decision,
      reason, scheme, binding, network, agent, "tlsProtocol", "tlsCipher", notable, decode(hash, 'hex')
    FROM json_to_recordset($1::json) AS x(position bigint, recorded float8, previous float8, chain bigint,
      sequence bigint, at float8, client text, token text, "grant" text, approval text, service text,
      method text, route text, status integer, decision text, reason text, scheme text, binding text,
      network text, agent text, "tlsProtocol" text, "tlsCipher" text, notable text, hash text)
  ), begun AS (
    INSERT INTO ${schema}.chains
      (chain, owner, issuer, subject, salt, sequence, hash, recorded, burst_from, burst_uses)
    SELECT chain, owner, issuer, subject, decode(salt, 'hex'), sequence, decode(hash, 'hex'),
      to_timestamp(recorded / 1000.0), to_timestamp("burstFrom" / 1000.0), "burstUses"
    FROM json_to_recordset($2::json) AS x(chain bigint, owner text, issuer text, subject text, salt text,
      sequence bigint, hash text, recorded float8, "burstFrom" float8, "burstUses" integer)
  ), moved AS (
    UPDATE ${schema}.chains AS c SET sequence = x.sequence, hash = decode(x.hash, 'hex'),
      recorded = to_timestamp(x.recorded / 1000.0), burst_from = to_timestamp(x."burstFrom" / 1000.0),
      burst_uses = x."burstUses"
    FROM json_to_recordset($3::json) AS x(chain bigint, sequence bigint, hash text, recorded float8,
      "burstFrom" float8, "burstUses" integer)
    WHERE c.chain = x.chain
  ), counted AS (
    INSERT INTO ${schema}.counts AS y (hour, service, kind, reason, count)
    SELECT to_timestamp(hour / 1000.0), service, kind, reason, sum(count)
    FROM json_to_recordset($4::json) AS x(hour float8, service text, kind text, reason text, count bigint)
    GROUP BY 1, 2, 3, 4
    ON CONFLICT (hour, service, kind, reason) DO UPDATE SET count = y.count + excluded.count
  ), headed AS (
    UPDATE ${schema}.ledger SET position = $5, chain = $6, seal = decode($9, 'hex') WHERE $8
  )
  SELECT pg_notify($7, $5::bigint::text) WHERE $8`
}
