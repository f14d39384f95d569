/**
 * - `no-address`: the name has no address, or could not be looked up;
 * - `refused`: nobody listens there;
 * - `unreachable`: no connection came about for another reason;
 * - `no-tls`: the server speaks its protocol, and offers no TLS;
 * - `protocol`: the server does not speak its protocol as it should;
 * - `timeout`: it was not done in time;
 * - `closed`: the server ended the connection.
 */
export type ConnectErrorKind =
  | 'no-address'
  | 'refused'
  | 'unreachable'
  | 'no-tls'
  | 'protocol'
  | 'timeout'
  | 'closed'

/** A server that could not be asked anything. The message is a sentence without words of the server. */
export class ConnectError extends Error {
  readonly kind: ConnectErrorKind

  constructor(kind: ConnectErrorKind, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'ConnectError'
    this.kind = kind
  }
}
