import type { IncomingMessage } from 'node:http'
import type { CertificateReader, Revocation } from '@countersign/core'
import type { KeySource } from '@countersign/issuer'
import type { Ledger, PoolLike } from '@countersign/ledger'
import type { ApprovalClient, ApprovalClientLookup } from './client.js'
import type { LimitOptions } from './desk/limits.js'
import type { Notifier } from './notify/notifier.js'
import type { People } from './person.js'
import type { ApprovalResource } from './resource.js'
import type { ApprovalState } from './state/approval-state.js'

/** What {@link createApprovalServer} needs and lets you choose. An unknown or contradicting option throws. */
export type ApprovalServerOptions = CommonOptions & (FolderOptions | PoolOptions)

interface FolderOptions {
  /** Folder of the embedded database, for one process alone; not the ledger's. */
  folder: string
  pool?: never
}

interface PoolOptions {
  /** A `pg.Pool` for PostgreSQL 13 or later, which stays yours. */
  pool: PoolLike
  folder?: never
}

interface CommonOptions {
  /**
   * The issuer identifier: an https URL, or `http://localhost`, without query and fragment, and never an IP
   * address: passkeys belong to the name. Everything is served below its path.
   */
  issuer: string
  /**
   * A key ring, or whatever holds your keys. One with a store: keys that are made at each start leave nobody able
   * to verify what was signed before.
   */
  keys: KeySource
  /** Who may ask. */
  clients: readonly ApprovalClient[] | ApprovalClientLookup
  /** Whom they may ask. */
  people: People
  /** What they may ask for, by the resource indicator (RFC 8707), which becomes the `aud` of tokens. */
  resources: Readonly<Record<string, ApprovalResource>>
  /**
   * The record whose owner's view the page shows. APIs in other processes write to it by a ledger of their own,
   * over the same database.
   */
  ledger: Ledger
  /** The list that your verifiers ask: Stop goes there. Shared, where they are in other processes. */
  revocation: { revoke(revocation: Revocation): void | Promise<void> }
  /** What instances share for minutes. Default: the memory of this process, `memoryApprovalState()`. */
  state?: ApprovalState
  /** How people are told, beside the open page. Default: not at all. */
  notifiers?: readonly Notifier[]
  /** What the page calls itself, 1 to 40 characters. Default: the host of the issuer. */
  service?: string
  /** PostgreSQL schema of all tables. Default `countersign_approval`. */
  schema?: string
  /** Seconds that a request waits for an answer, 30 to 600, default 120. Clients may ask for less. */
  requestLifetime?: number
  /** Seconds between two polls of a client, 1 to 60, default 5. */
  interval?: number
  /** Whether a yes needs the number that the client shows. Default `true`. */
  numberMatching?: boolean
  /** Against being asked until one says yes. */
  limits?: LimitOptions
  /** Whether DPoP proofs need a nonce of the server: 32 bytes that instances share. Default: they need none. */
  dpopNonceSecret?: Uint8Array
  /** Where the certificate of a `tls` or `self_signed_tls` client is found. Has to be given if one is listed. */
  certificate?: CertificateReader
  /**
   * Address of who has sent a request, which the owner is shown. Default: `req.ip` of Express, or else the peer of
   * the connection, which behind a proxy is the proxy.
   */
  remoteAddress?: (req: IncomingMessage) => string | undefined
  /** For `jwks_uri` of clients and pings. Default: global `fetch`, https alone, and no private addresses. */
  fetch?: typeof fetch
}
