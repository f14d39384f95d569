import type { IncomingHttpHeaders } from 'node:http'
import type { Socket } from 'node:net'

/** What an adapter hands to the verifier: plain values of one HTTP request, no framework. */
export interface TokenRequest {
  /** Method on the wire, before any method-override middleware. */
  readonly method: string
  /** Path and query as the client sent them, before any mount point stripped a prefix. */
  readonly url: string
  /** Scheme and authority as the framework's proxy settings see them. */
  readonly origin?: string | undefined
  readonly headers: IncomingHttpHeaders
  /**
   * Every value of each header. Node keeps only the first of two `Authorization` lines in
   * `headers`, so without this, or `rawHeaders`, a second one goes unseen.
   */
  readonly headersDistinct?: Readonly<Record<string, string[] | undefined>> | undefined
  /**
   * Names and values in turn, as they came. Says the same as `headersDistinct`, and is looked at
   * first: Node has it at hand, where it has to make the other for each request.
   */
  readonly rawHeaders?: readonly string[] | undefined
  /**
   * The body, only if the application has parsed it already. A token in a form is taken where
   * `sources.body` is on, and beside another one it is refused always.
   */
  readonly body?: unknown
  /** Whether the client's connection is TLS, as the framework's proxy settings see it. */
  readonly secure: boolean
  /** The client's address, as the framework's proxy settings see it. */
  readonly remoteAddress?: string | undefined
  /**
   * The connection that the request came over: for certificates of clients, and of proxies. Its
   * address is that of the peer, whatever `X-Forwarded-For` says.
   */
  readonly socket?: Socket | undefined
  /** The framework's own request, handed on to policies. */
  readonly raw?: unknown
}
