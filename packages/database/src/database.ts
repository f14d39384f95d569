/**
 * A row as it was asked for. Statements select `text`, `integer`, `float8` and `boolean` alone, cast where
 * need be: drivers differ in what they make of other types, and applications change it.
 */
export type Row = Readonly<Record<string, unknown>>

export interface Queryable {
  /** Runs one statement with parameters `$1` … Rejects with a DatabaseError. */
  query<R extends Row = Row>(sql: string, values?: readonly unknown[]): Promise<readonly R[]>
}

/** How long it may take. */
export interface Patience {
  /** Milliseconds for each statement; the default is the database's. A transaction has six times as many. */
  readonly timeout?: number
}

/** PostgreSQL: a server, or embedded. */
export interface Database extends Queryable {
  /** `folder`: embedded, and of this process alone. */
  readonly kind: 'folder' | 'pool'
  query<R extends Row = Row>(
    sql: string,
    values?: readonly unknown[],
    patience?: Patience,
  ): Promise<readonly R[]>
  /**
   * Runs statements in one transaction: committed if `work` resolves, undone if it rejects. Rejects also
   * where nobody knows whether it was committed. Within `work` only `tx` may be asked: embedded, the
   * database itself answers nobody else until the transaction is over.
   */
  transaction<T>(work: (tx: Queryable) => Promise<T>, patience?: Patience): Promise<T>
  /**
   * Calls `onNotice` for each `NOTIFY` of any process on a channel, by its name as it is, and `onLost` once
   * if it can no longer tell.
   */
  listen(
    channel: string,
    onNotice: (payload: string) => void,
    onLost: (error: Error) => void,
  ): Promise<() => Promise<void>>
  /**
   * What a server does by itself: makes room of removed rows usable, and counts anew. Worth a call a day,
   * and after much was removed; does nothing where nothing is to be done.
   */
  maintain(): Promise<void>
  close(): Promise<void>
}
