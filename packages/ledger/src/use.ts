import type { BindingKind, Reason, Scheme } from '@countersign/core'
import type { NotableKind } from './notable.js'

/**
 * What is written down of one use, apart from its place in the record: plain JSON, because it may wait in a
 * file. `null`: not known, or not kept. Nothing here is longer than the columns take, or holds what
 * PostgreSQL cannot store.
 */
export interface NewUse {
  /** When the request came: milliseconds since the epoch. */
  readonly at: number
  readonly issuer: string
  readonly subject: string | null
  readonly client: string | null
  /** Digest of issuer and `jti`: see `tokenDigest`. */
  readonly token: string | null
  /** The `grant_id` claim. */
  readonly grant: string | null
  /** The `approval_id` claim. */
  readonly approval: string | null
  /** Name of the service that was called: the option `service`. */
  readonly service: string | null
  readonly method: string | null
  /** Template of the route, never the path. */
  readonly route: string | null
  readonly status: number | null
  readonly decision: 'accepted' | 'refused'
  readonly reason: Reason | null
  readonly scheme: Scheme | null
  readonly binding: BindingKind | null
  /** Prefix of the sender's address, such as `192.0.2.0/24`, or all of it. */
  readonly network: string | null
  /** Family of the user agent, such as `Firefox` or `curl`. */
  readonly agent: string | null
  /** `TLSv1.3` … */
  readonly tlsProtocol: string | null
  /** `TLS_AES_128_GCM_SHA256` … */
  readonly tlsCipher: string | null
}

/** How often something happened that is counted, and not recorded: nobody can be held to it. */
export interface NewCount {
  /** Start of the hour: milliseconds since the epoch. */
  readonly hour: number
  readonly service: string | null
  /**
   * `unattributed`: refused, and nobody verified to hold it to. `anonymous`: let in without credentials.
   * `suppressed`: refused uses of one subject, more in a minute than are recorded. `lost`: uses that
   * could not be kept.
   */
  readonly kind: 'unattributed' | 'anonymous' | 'suppressed' | 'lost'
  readonly reason: Reason | null
  readonly count: number
}

/** What is written in one step, all or nothing, and never twice. */
export interface Batch {
  /** A UUID, made when the batch was put together, and kept by it from then on. */
  readonly id: string
  readonly uses: readonly NewUse[]
  readonly counts: readonly NewCount[]
}

/** One use of a token, as it stands in the record. `undefined`: not known, not kept, or not shared. */
export interface Use {
  /** Its place in the whole record: grows with each use, and nothing appears behind it later. */
  readonly position: number
  /** Its place among the uses of its subject, from 1. */
  readonly sequence: number
  /** When the request came. */
  readonly at: Date
  /** When it was written down. */
  readonly recordedAt: Date
  readonly issuer: string
  readonly subject: string | undefined
  readonly client: string | undefined
  /** Digest of issuer and `jti`. */
  readonly token: string | undefined
  readonly grant: string | undefined
  readonly approval: string | undefined
  readonly service: string | undefined
  readonly method: string | undefined
  readonly route: string | undefined
  readonly status: number | undefined
  readonly decision: 'accepted' | 'refused'
  readonly reason: Reason | undefined
  readonly scheme: Scheme | undefined
  readonly binding: BindingKind | undefined
  readonly network: string | undefined
  readonly agent: string | undefined
  readonly tlsProtocol: string | undefined
  readonly tlsCipher: string | undefined
  readonly notable: readonly NotableKind[]
}
