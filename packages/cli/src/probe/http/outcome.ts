/** What came of a request. */
export type Outcome = Answer | Failure

export interface Answer {
  readonly kind: 'answer'
  readonly status: number
  /** Every value of a field, by name in lower case. */
  readonly headers: Readonly<Record<string, readonly string[]>>
  /** The first 64 KiB, as UTF-8. */
  readonly body: string
  /** Milliseconds until it was there. */
  readonly time: number
}

export interface Failure {
  readonly kind: 'failure'
  /**
   * `unreachable`: no connection was made. `closed`: it ended without an answer. `unreadable`: that was no HTTP. `cut`:
   * it was us who ended it.
   */
  readonly reason: 'timeout' | 'closed' | 'unreachable' | 'unreadable' | 'cut'
  readonly time: number
}

/** A request to the target. */
export interface ProbeRequest {
  /** Default: the method of the probe. */
  readonly method?: string
  /** Behind the query of the target, encoded. */
  readonly query?: string
  /** Beside the headers of the probe. */
  readonly headers?: readonly (readonly [name: string, value: string])[]
  /** Default: the body of the probe, where the method is its own as well. */
  readonly body?: string
  /** Byte for byte over a connection of its own, for what no HTTP client would send. */
  readonly raw?: boolean
  /** Over a connection that carried no other request, but well-formed. */
  readonly fresh?: boolean
}

/** Bytes of a body that are read. */
export const BODY_LIMIT = 65_536
