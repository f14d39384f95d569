import type { Database } from '@countersign/database'

/** What everything that reads or writes the record needs. */
export interface LedgerContext {
  readonly database: Database
  /** Quoted, so that it can stand in a statement. */
  readonly schema: string
  /** Milliseconds since the epoch. */
  readonly clock: () => number
}
