import type { Row } from '@countersign/database'
import type { ChainIdentity, UseRow } from './use-text.js'

/** A row of `uses`, as verification reads it. */
export interface StoredRow extends UseRow, Row {
  readonly chain: number
  /** Hexadecimal. */
  readonly hash: string
}

/** What is read of `uses AS u`. */
export const ROW: string = `u.position::float8 AS position, u.chain::float8 AS chain, u.sequence::float8 AS sequence,
  ${milliseconds('u.recorded')} AS recorded, ${milliseconds('u.previous')} AS previous, ${milliseconds('u.at')} AS at,
  u.client, u.token, u."grant", u.approval, u.service, u.method, u.route, u.status, u.decision, u.reason,
  u.scheme, u.binding, u.network, u.agent, u.tls_protocol AS "tlsProtocol", u.tls_cipher AS "tlsCipher",
  u.notable, encode(u.hash, 'hex') AS hash`

/** A row of `chains`, as verification reads it. */
export interface StoredChain extends Row {
  readonly chain: number
  readonly owner: string | null
  readonly issuer: string | null
  readonly subject: string | null
  readonly salt: string | null
  /** Of the last use. */
  readonly last: number
  readonly head: string
  readonly headRecorded: number
  /** Hash of the last use that retention has removed. */
  readonly base: string | null
}

/** What is read of `chains AS c`. */
export const CHAIN: string = `c.owner, c.issuer, c.subject, encode(c.salt, 'hex') AS salt, c.sequence::float8 AS last,
  encode(c.hash, 'hex') AS head, ${milliseconds('c.recorded')} AS "headRecorded", encode(c.base, 'hex') AS base`

export function identityOf({ chain, issuer, subject, salt }: StoredChain): ChainIdentity {
  return { chain, issuer: issuer ?? '', subject, salt: Buffer.from(salt ?? '', 'hex') }
}

export function milliseconds(column: string): string {
  return `round(extract(epoch FROM ${column}) * 1000)::float8`
}
