import type { PoolLike } from '@countersign/database'
import type { Field, Treatment } from './fields.js'
import type { NotableMessage } from './notable.js'

export type LedgerOptions = (FolderOptions | PoolOptions) & CommonOptions

/** An embedded PostgreSQL, for one process alone. */
interface FolderOptions {
  /** Where its files are; made if it is not there, readable by its owner alone. */
  folder: string
  pool?: never
  /** Folder of the uses that wait. Default: one beside the database's files. `false`: none wait on disk. */
  spool?: string | false
}

/** A PostgreSQL server, 13 or later, for any number of processes. */
interface PoolOptions {
  /** A `pg.Pool`. Its user may create a schema, or owns the one of the option `schema`. */
  pool: PoolLike
  folder?: never
  /**
   * Folder where uses wait on disk while the server is away: one that only this service can read, and
   * that outlives the process. Processes may share one. `false`: those that find no room in memory are lost, and counted.
   */
  spool: string | false
}

interface CommonOptions {
  /** PostgreSQL schema of all tables. Default `countersign_ledger`. */
  schema?: string
  /** Name of this service, written down with each use: where several share a ledger. */
  service?: string
  /** What is kept of a use, and what of that the owner sees; what is not named stays as by default. */
  fields?: { readonly [F in Field]?: Treatment }
  /** What `network` is: `prefix`, 24 bits of an IPv4 and 48 of an IPv6 address, or `full`. Default `prefix`. */
  network?: 'prefix' | 'full'
  /**
   * Keys of the hash chains, 32 bytes or more each, kept away from the database: without one, whoever can
   * write to the database can also make up a chain that looks right. The first one is for new uses; all are for verification.
   */
  secret?: string | Uint8Array | readonly (string | Uint8Array)[]
  /** Milliseconds until a use is written, at most; what a crash can lose. Default 200, from 10 to 10 000. */
  flushInterval?: number
  /** Uses that wait in memory at most. Default 10 000, from 100 to 1 000 000. */
  maxWaiting?: number
  /** Bytes that wait on disk at most. Default 1 GiB, from 64 KiB. */
  maxSpoolBytes?: number
  /**
   * Refused uses of one subject that each process records in a minute; the others are counted. Default 60,
   * from 1 to 10 000.
   */
  maxRefusalsPerMinute?: number
  /** More uses of one subject than this in so many seconds are notable. Default 600 in 60; `false`: never. */
  burst?: { readonly uses: number; readonly seconds: number } | false
  /** Days after which uses are removed. Default 365, from 1 to 36 500; `false`: never, unless `prune` is called. */
  retention?: number | false
  /** Told of each notable use that this process has recorded. What it throws is reported, and nothing else. */
  onNotable?: (message: NotableMessage) => void
  /** Milliseconds since the epoch. Default `Date.now`. */
  clock?: () => number
}
