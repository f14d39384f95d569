/** The issuer whose tokens an API takes, and for whom they have to be. */
export interface Trusted {
  readonly issuer: string
  readonly jwksUri: string
  readonly audience: string
}

export interface RunningApi {
  /** Of a route that wants a token. */
  readonly url: string
  close(): Promise<void>
}

/** An API behind the middleware of others, as its documentation says to set it up. */
export interface PeerApi {
  readonly name: string
  start(trusted: Trusted): Promise<RunningApi>
}
