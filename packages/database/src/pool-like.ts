import type { EventEmitter } from 'node:events'

/** The part of a `pg.Pool` that is used. The pool stays the caller's, and is never ended here. */
export interface PoolLike {
  connect(): Promise<PoolClientLike>
  on?(event: 'error', listener: (error: Error) => void): unknown
  on?(event: 'acquire', listener: (client: PoolClientLike) => void): unknown
  off?(event: 'error', listener: (error: Error) => void): unknown
  off?(event: 'acquire', listener: (client: PoolClientLike) => void): unknown
}

/** The part of a `pg.PoolClient` that is used. */
export interface PoolClientLike extends EventEmitter {
  query(sql: string, values?: unknown[]): Promise<{ readonly rows: unknown[] }>
  /** With `true`, or an error, the connection is closed, and not used again. */
  release(error?: Error | boolean): void
}
