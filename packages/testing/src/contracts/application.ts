import type { PolicyUnderTest, VerifierUnderTest } from './core-under-test.js'

/** A small API, described without any framework; each adapter's contract test builds it. */
export interface ContractApplication<
  V extends VerifierUnderTest = VerifierUnderTest,
  P extends PolicyUnderTest = PolicyUnderTest,
> {
  readonly verifier: V
  readonly routes: readonly ContractRoute<P>[]
  /**
   * Prefix of the routes, `/api`: they are mounted below it by the framework's own means.
   * The RFC 9728 document stays where its URL says, outside of the mount.
   */
  readonly mountPath?: string
  /** Believe `X-Forwarded-*`, by the framework's own setting. Default false. */
  readonly trustProxy?: boolean
  /** Listen with TLS, ask for certificates (`requestCert`), and take any (`rejectUnauthorized: false`). */
  readonly tls?: ContractTls
}

/** What a server of TLS has: PEM. */
export interface ContractTls {
  readonly key: string
  readonly cert: string
}

/** One route: authenticated, checked by each policy in turn, then answered with the identity. */
export interface ContractRoute<P extends PolicyUnderTest = PolicyUnderTest> {
  /** A `get` route answers HEAD as well. */
  readonly method: 'get' | 'post' | 'delete'
  /** May hold one parameter as its last segment: `/rar/acct/:id`. */
  readonly path: string
  readonly policies: readonly P[]
  /** Absent credentials pass `authenticate`. Default false. */
  readonly optional?: boolean
}

/** A server that listens on loopback. */
export interface ContractServer {
  /** Origin, without a trailing slash and without the mount path. */
  readonly url: string
  close(): Promise<void>
}

/** How an adapter starts a {@link ContractApplication} on 127.0.0.1, port 0. */
export type StartContractServer<
  V extends VerifierUnderTest = VerifierUnderTest,
  P extends PolicyUnderTest = PolicyUnderTest,
> = (application: ContractApplication<V, P>) => Promise<ContractServer>
