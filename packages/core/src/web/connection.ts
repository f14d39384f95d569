import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** What a Web Request does not know of the connection that it came over. */
export interface Connection {
  /** Whether the client's connection is TLS. Default: what the platform tells; then, the scheme of the URL. */
  readonly secure?: boolean | undefined
  /** Of the client. Default: what the platform tells; then, unknown, and so never loopback. */
  readonly remoteAddress?: string | undefined
  /** Scheme and authority as clients have them, `https://api.example.com`. Default: those of `request.url`. */
  readonly origin?: string | undefined
  /**
   * Path and query as the client has sent them, where a mount or a rewrite has changed `request.url`.
   * Default: what the platform tells; then, those of `request.url`.
   */
  readonly target?: string | undefined
  /** For certificates of clients, and of proxies. Default: what the platform tells, on Node. */
  readonly socket?: Socket | undefined
}

/** What `@hono/node-server` hands over beside the request. */
export interface NodePlatform {
  readonly incoming: { readonly socket: object; readonly url?: string | undefined }
  readonly outgoing?: object
}

/** What `Bun.serve` hands over beside the request. */
export interface BunPlatform {
  requestIP(request: Request): { readonly address: string } | null
}

/** What `Deno.serve` hands over beside the request. */
export interface DenoPlatform {
  readonly remoteAddr: object
  /** Of the answer: it was sent, or cannot be. */
  readonly completed?: Promise<unknown>
}

/** What a platform hands to a `fetch` handler beside the request. */
export type Platform = NodePlatform | BunPlatform | DenoPlatform

/** What is known of a connection, and of the answer to its request. */
export interface KnownConnection extends Connection {
  /** On Node. */
  readonly outgoing?: ServerResponse | undefined
  /** On Deno. */
  readonly completed?: Promise<unknown> | undefined
}

/** What the platform tells of a connection, if it is one that we know: none of it is a client's to say. */
export function connectionOf(platform: unknown, request: Request): KnownConnection | undefined {
  const given = Object(platform) as { readonly server?: unknown }
  // Some put it one level deeper, beside other things.
  const { incoming, outgoing, requestIP, remoteAddr, completed } = Object(
    given.server ?? given,
  ) as Partial<NodePlatform & BunPlatform & DenoPlatform>
  if (incoming?.socket) {
    return {
      ...ofSocket(incoming.socket as Socket),
      target: targetOf(incoming.url, request.url),
      outgoing: outgoing as ServerResponse | undefined,
    }
  }
  if (typeof requestIP === 'function') {
    return ofPeer(requestIP.call(given.server ?? given, request)?.address)
  }
  if (remoteAddr) {
    return { ...ofPeer((remoteAddr as { readonly hostname?: unknown }).hostname), completed }
  }
  return undefined
}

/** What is known of a connection from several sides: what is said later wins, where it says anything. */
export function mergedConnection(all: readonly (Connection | undefined)[]): Connection {
  const given = all.flatMap((one) => Object.entries(one ?? {}))
  return Object.fromEntries(given.filter(([, value]) => value !== undefined))
}

/** Not by the URL: its scheme is the client's to say, in a target of absolute form and on HTTP/2. */
function ofSocket(socket: Socket & { readonly encrypted?: boolean }): Connection {
  return { secure: Boolean(socket.encrypted), remoteAddress: socket.remoteAddress, socket }
}

/** What was on the wire, before it became a URL; unless this is another request, made by the application. */
function targetOf(target: string | undefined, url: string): string | undefined {
  const path = pathAt(url)
  if (target === undefined || target === url.slice(path)) return target
  const sent = target.startsWith('/') ? url.slice(0, path) + target : target
  return URL.canParse(sent) && new URL(sent).href === url ? target : undefined
}

/** Where the path of a URL begins. */
export function pathAt(url: string): number {
  return url.indexOf('/', url.indexOf('://') + 3)
}

function ofPeer(address: unknown): KnownConnection {
  return typeof address === 'string' ? { remoteAddress: address } : {}
}
