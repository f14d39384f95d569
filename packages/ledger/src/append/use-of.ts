import type { Use } from '../use.js'
import type { Linked } from './link-uses.js'

/** The use as readers of the record get it. */
export function useOf({ chain, row, notable }: Linked): Use {
  return {
    position: row.position,
    sequence: row.sequence,
    at: new Date(row.at),
    recordedAt: new Date(row.recorded),
    issuer: chain.issuer,
    subject: chain.subject ?? undefined,
    client: row.client ?? undefined,
    token: row.token ?? undefined,
    grant: row.grant ?? undefined,
    approval: row.approval ?? undefined,
    service: row.service ?? undefined,
    method: row.method ?? undefined,
    route: row.route ?? undefined,
    status: row.status ?? undefined,
    decision: row.decision,
    reason: row.reason ?? undefined,
    scheme: row.scheme ?? undefined,
    binding: row.binding ?? undefined,
    network: row.network ?? undefined,
    agent: row.agent ?? undefined,
    tlsProtocol: row.tlsProtocol ?? undefined,
    tlsCipher: row.tlsCipher ?? undefined,
    notable,
  }
}
