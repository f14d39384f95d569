import { type IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { TokenRequest } from '@countersign/core'
import {
  distinctHeaders,
  type ExposingResponse,
  type HeldResponse,
  methodSent,
  type ObservedResponse,
  propertyOf,
} from '@countersign/core/adapter'

/** What the requests of Express and Fastify have in common, and where they keep the rest. */
export interface HttpRequest {
  readonly method: string
  /** What a method-override middleware has left of the method. */
  readonly originalMethod?: unknown
  readonly originalUrl: string
  readonly protocol: string
  readonly host?: string | undefined
  readonly ip?: string | undefined
  readonly headers: IncomingHttpHeaders
  readonly body?: unknown
  /** Express, whose request is Node's own. */
  readonly rawHeaders?: readonly string[]
  readonly headersDistinct?: IncomingMessage['headersDistinct']
  readonly socket?: IncomingMessage['socket']
  readonly app?: { get(name: string): unknown }
  readonly route?: { readonly path: string | RegExp }
  /** Fastify. */
  readonly raw?: IncomingMessage
  readonly routeOptions?: { readonly url?: string | undefined }
}

/** What is needed of Node's own response. */
export type NodeResponse = ObservedResponse &
  HeldResponse &
  ExposingResponse & {
    /** Whether all of the answer has been given. */
    readonly writableEnded?: boolean
  }

/** What the responses of Express, which are Node's own, and of Fastify have in common. */
export interface HttpResponse extends Partial<NodeResponse> {
  header(name: string, value: string): unknown
  /** Fastify. */
  readonly raw?: NodeResponse
}

/** A request of either platform as the verifier wants it. */
export function tokenRequest(request: HttpRequest): HttpTokenRequest {
  const parts = request instanceof IncomingMessage ? partsOfNodes(request) : partsOf(request)
  return new HttpTokenRequest(request, parts)
}

/** What is asked for more than once, or may be overridden later. */
interface Parts {
  readonly method: string
  readonly url: string
  /** The list of the platform's own request; Fastify's has none. */
  readonly ownHeaders: readonly string[] | undefined
  readonly rawHeaders: readonly string[] | undefined
  readonly socket: Socket | undefined
}

/** Express, each of whose requests has a hidden class of its own. */
function partsOfNodes(request: HttpRequest): Parts {
  const ownHeaders = propertyOf(request, 'rawHeaders')
  return {
    method: methodSent(request),
    url: propertyOf(request, 'originalUrl'),
    ownHeaders,
    rawHeaders: ownHeaders,
    socket: propertyOf(request, 'socket'),
  }
}

/** Fastify, and what was made up for a test. */
function partsOf(request: HttpRequest): Parts {
  const { method, originalMethod, originalUrl: url, rawHeaders: ownHeaders } = request
  const node = ownHeaders ? request : (request.raw ?? request)
  return {
    method: typeof originalMethod === 'string' ? originalMethod : method,
    url,
    ownHeaders,
    rawHeaders: ownHeaders ?? node.rawHeaders,
    socket: node.socket,
  }
}

/** With getters: the platforms work most of these out anew, and most requests need few of them. */
export class HttpTokenRequest implements TokenRequest {
  /** The list of the platform's own request; Fastify's has none. */
  readonly ownHeaders: readonly string[] | undefined
  readonly method: string
  readonly url: string
  readonly rawHeaders: readonly string[] | undefined
  readonly socket: Socket | undefined
  readonly raw: HttpRequest
  #isUnproxied: boolean | undefined

  constructor(request: HttpRequest, parts: Parts) {
    this.ownHeaders = parts.ownHeaders
    this.method = parts.method
    this.url = parts.url
    this.rawHeaders = parts.rawHeaders
    this.socket = parts.socket
    this.raw = request
  }

  get origin(): string | undefined {
    const { host, protocol } = this.raw
    return host ? `${protocol}://${host}` : undefined
  }

  get headers(): IncomingHttpHeaders {
    return this.raw.headers
  }

  get headersDistinct(): TokenRequest['headersDistinct'] {
    const { ownHeaders, raw, rawHeaders } = this
    const { headersDistinct } = ownHeaders ? raw : (raw.raw ?? raw)
    return headersDistinct ?? (rawHeaders && distinctHeaders({ rawHeaders }))
  }

  get body(): unknown {
    return this.raw.body
  }

  get secure(): boolean {
    const { socket } = this
    return socket && this.#lacksProxy() ? isEncrypted(socket) : this.raw.protocol === 'https'
  }

  get remoteAddress(): string | undefined {
    return this.#lacksProxy() ? this.socket?.remoteAddress : this.raw.ip
  }

  /** Found out once: both of the above are asked for where a request came without TLS. */
  #lacksProxy(): boolean {
    this.#isUnproxied ??= this.ownHeaders !== undefined && isUnproxied(this.raw, this.socket)
    return this.#isUnproxied
  }
}

/**
 * Whether an Express application lets nobody speak for the client. It reads headers of proxies also
 * then, where Fastify does not.
 */
function isUnproxied(request: HttpRequest, socket: Socket | undefined): boolean {
  if (!socket) return false
  const trusts = propertyOf(request, 'app')?.get('trust proxy fn')
  return typeof trusts === 'function' && trusts(socket.remoteAddress, 0) === false
}

function isEncrypted(socket: Socket & { readonly encrypted?: boolean }): boolean {
  return Boolean(socket.encrypted)
}

/** Node's own response. */
export function rawResponse(response: HttpResponse): NodeResponse {
  // Of those of Express, too, each has a hidden class of its own: a name that is not there is a long search.
  if (response instanceof ServerResponse) return response
  return response.raw ?? (response as NodeResponse)
}

export function setHeaders(
  response: HttpResponse,
  headers: Readonly<Record<string, string>>,
): void {
  for (const [name, value] of Object.entries(headers)) response.header(name, value)
}
