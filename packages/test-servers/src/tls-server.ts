/** A TLS server of the test's own, on a free port of 127.0.0.1. */
export interface TlsServer {
  readonly port: number
  close(): Promise<void>
}

/** PEM. */
export interface Certified {
  readonly cert: string
  readonly key: string
}
