import type { Row } from '@countersign/database'
import { useOf, type RecordedUse } from '../recorded-use.js'
import type { Use } from '../use.js'

/**
 * What {@link useFromRow} reads, of `uses` as `u` and `chains` as `c`. Without an issuer, somebody has
 * removed what the use belongs to: it is shown all the same.
 */
export const USE_COLUMNS: string = `
  u.position::float8 AS position, u.sequence::float8 AS sequence,
  (extract(epoch FROM u.at) * 1000)::float8 AS at,
  (extract(epoch FROM u.recorded) * 1000)::float8 AS recorded,
  coalesce(c.issuer, '') AS issuer, c.subject, u.client, u.token, u."grant", u.approval, u.service, u.method, u.route, u.status,
  u.decision, u.reason, u.scheme, u.binding, u.network, u.agent, u.tls_protocol AS "tlsProtocol",
  u.tls_cipher AS "tlsCipher", u.notable`

/** Makes a use of a row of {@link USE_COLUMNS}. */
export function useFromRow(given: Row): Use {
  const row = given as unknown as RecordedUse
  return useOf({ ...row, at: Math.round(row.at), recorded: Math.round(row.recorded) })
}
