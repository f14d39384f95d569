import type { IncomingHttpHeaders } from 'node:http'
import type { Socket } from 'node:net'
import type { TokenRequest } from '@countersign/core'
import { distinctHeaders } from '@countersign/core/adapter'
import { type HookRequest, nodeRequest } from './hook.js'

/** A Fastify request as the verifier wants it. */
export function tokenRequest(request: HookRequest): TokenRequest {
  return new FastifyTokenRequest(request)
}

/** With getters: Fastify works most of these out anew each time, and most requests need few of them. */
class FastifyTokenRequest implements TokenRequest {
  readonly method: string
  /** As it was before `rewriteUrl`. */
  readonly url: string
  readonly rawHeaders: readonly string[]
  readonly socket: Socket
  readonly raw: HookRequest

  constructor(request: HookRequest) {
    const { rawHeaders, socket, originalMethod } = nodeRequest(request)
    // Now: what comes later may override it.
    this.method = typeof originalMethod === 'string' ? originalMethod : request.method
    this.url = request.originalUrl
    this.rawHeaders = rawHeaders
    this.socket = socket
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
    return distinctHeaders(nodeRequest(this.raw))
  }

  /** Policies may look at a body that was parsed after `authenticate`. */
  get body(): unknown {
    return this.raw.body
  }

  /** Fastify reads headers of proxies only where `trustProxy` trusts the peer. */
  get secure(): boolean {
    return this.raw.protocol === 'https'
  }

  get remoteAddress(): string | undefined {
    return this.raw.ip
  }
}
