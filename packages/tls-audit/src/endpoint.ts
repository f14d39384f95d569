/** How TLS begins on a connection: at once, or after some words in the clear. */
export type Protocol = 'https' | 'tls' | 'rediss' | 'postgres' | 'smtp'

/** One place to look at, as the user named it. */
export interface Endpoint {
  /** A name or an address, IPv6 without brackets. */
  readonly host: string
  readonly port: number
  readonly protocol: Protocol
  /** Of an `https` address: where `Strict-Transport-Security` is asked for. Default `/`. */
  readonly path: string
  /** The name sent as SNI, and looked for in the certificate. Default: the host, where it is a name. */
  readonly servername?: string | undefined
  /** A client certificate and its key, PEM. */
  readonly client?: { readonly cert: string; readonly key: string } | undefined
  /** Certificates to trust, PEM, in the place of those of Node. */
  readonly ca?: string | readonly string[] | undefined
}

/** One address of an endpoint: what a verdict is of. */
export interface Route {
  readonly endpoint: Endpoint
  /** IPv4 or IPv6. */
  readonly address: string
}
