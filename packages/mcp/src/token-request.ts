import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { TokenRequest } from '@countersign/core'
import { distinctHeaders } from '@countersign/core/adapter'

/** A request of Node, and what Express adds to it. */
export interface NodeRequest extends IncomingMessage {
  readonly originalUrl?: string
  readonly originalMethod?: unknown
  readonly protocol?: string
  readonly ip?: string
  readonly app?: { get?(setting: string): unknown }
  readonly route?: { readonly path?: unknown }
  readonly baseUrl?: string
  auth?: unknown
  body?: unknown
}

/** A request as the verifier wants it: on Express by its proxy settings, elsewhere as it arrived. */
export function tokenRequest(req: NodeRequest): TokenRequest {
  return new NodeTokenRequest(req)
}

/** With getters: Express works most of these out anew each time, and most requests need few of them. */
class NodeTokenRequest implements TokenRequest {
  readonly method: string
  readonly url: string
  readonly rawHeaders: readonly string[]
  readonly socket: Socket
  readonly raw: NodeRequest

  constructor(req: NodeRequest) {
    // Now: what comes later may override it.
    const { originalMethod } = req
    this.method = typeof originalMethod === 'string' ? originalMethod : (req.method ?? '')
    this.url = req.originalUrl ?? req.url ?? ''
    this.rawHeaders = req.rawHeaders
    this.socket = req.socket
    this.raw = req
  }

  get origin(): string | undefined {
    const host = this.#host
    return host && `${this.secure ? 'https' : 'http'}://${host}`
  }

  get headers(): IncomingHttpHeaders {
    return this.raw.headers
  }

  get headersDistinct(): TokenRequest['headersDistinct'] {
    return distinctHeaders(this.raw)
  }

  /** Policies may look at a body that was parsed later. */
  get body(): unknown {
    return this.raw.body
  }

  get secure(): boolean {
    const { raw, socket } = this
    return this.#isProxied ? raw.protocol === 'https' : isEncrypted(socket)
  }

  get remoteAddress(): string | undefined {
    const { raw, socket } = this
    return this.#isProxied ? raw.ip : socket.remoteAddress
  }

  get #host(): string | undefined {
    const { headers } = this.raw
    const forwarded = this.#isProxied ? headers['x-forwarded-host'] : undefined
    return forwarded ? String(forwarded).split(',', 1)[0]?.trim() : headers.host
  }

  /** Whether the application lets the peer speak for clients. */
  get #isProxied(): boolean {
    const trusts = this.raw.app?.get?.('trust proxy fn')
    return typeof trusts === 'function' && trusts(this.socket.remoteAddress, 0) === true
  }
}

function isEncrypted(socket: Socket & { encrypted?: boolean }): boolean {
  return Boolean(socket.encrypted)
}
