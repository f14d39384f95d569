import type { NewUse, Use } from './use.js'

/** A use that has its place, as it stands in the tables. */
export interface RecordedUse extends NewUse {
  readonly position: number
  readonly sequence: number
  /** Milliseconds since the epoch. */
  readonly recorded: number
  /** Kinds, with commas between them. */
  readonly notable: string | null
}

/** The use as readers of the record get it; its members always stand in the same order. */
export function useOf(recorded: RecordedUse): Use {
  return {
    position: recorded.position,
    sequence: recorded.sequence,
    at: new Date(recorded.at),
    recordedAt: new Date(recorded.recorded),
    issuer: recorded.issuer,
    subject: recorded.subject ?? undefined,
    client: recorded.client ?? undefined,
    token: recorded.token ?? undefined,
    grant: recorded.grant ?? undefined,
    approval: recorded.approval ?? undefined,
    service: recorded.service ?? undefined,
    method: recorded.method ?? undefined,
    route: recorded.route ?? undefined,
    status: recorded.status ?? undefined,
    decision: recorded.decision,
    reason: recorded.reason ?? undefined,
    scheme: recorded.scheme ?? undefined,
    binding: recorded.binding ?? undefined,
    network: recorded.network ?? undefined,
    agent: recorded.agent ?? undefined,
    tlsProtocol: recorded.tlsProtocol ?? undefined,
    tlsCipher: recorded.tlsCipher ?? undefined,
    notable: (recorded.notable?.split(',') ?? []) as unknown as Use['notable'],
  }
}
