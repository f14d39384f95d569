import type { RecordedUse } from '../recorded-use.js'

/** Whose chain it is, as its uses are bound to it. */
export interface ChainIdentity {
  readonly chain: number
  readonly issuer: string
  readonly subject: string | null
  /** Random, and gone once erased: nobody can try which subject an old hash was made of. */
  readonly salt: Uint8Array
}

/** One row of the record, but for its hash. Times are milliseconds. */
export interface UseRow extends Omit<RecordedUse, 'issuer' | 'subject'> {
  /** `recorded` of the use before it in its chain. */
  readonly previous: number | null
}

/**
 * What is hashed of a use: a JSON array, the same when it is written and when it is read. The order and the
 * number of members never change; another form would need another tag.
 */
export function useText(identity: ChainIdentity, row: UseRow): string {
  return JSON.stringify([
    'countersign-use-1',
    Buffer.from(identity.salt).toString('base64url'),
    identity.issuer,
    identity.subject,
    identity.chain,
    row.sequence,
    row.position,
    moment(row.recorded),
    moment(row.previous),
    moment(row.at),
    row.client,
    row.token,
    row.grant,
    row.approval,
    row.service,
    row.method,
    row.route,
    row.status,
    row.decision,
    row.reason,
    row.scheme,
    row.binding,
    row.network,
    row.agent,
    row.tlsProtocol,
    row.tlsCipher,
    row.notable,
  ])
}

/** JSON makes `null` of an infinite number, and PostgreSQL has infinite times. */
function moment(milliseconds: number | null): number | string | null {
  return milliseconds === null || Number.isFinite(milliseconds)
    ? milliseconds
    : String(milliseconds)
}
