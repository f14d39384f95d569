import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { TokenRequest } from '@countersign/core'
import { distinctHeaders } from '@countersign/core/adapter'
import type { BaseRequest, ExtendableContext } from 'koa'
import { clientAddress } from './client-address.js'

/** A Koa context as the verifier wants it. */
export function tokenRequest(ctx: ExtendableContext): TokenRequest {
  return new KoaTokenRequest(ctx)
}

/** With getters: Koa works most of these out anew each time, and most requests need few of them. */
class KoaTokenRequest implements TokenRequest {
  readonly method: string
  /**
   * Neither `ctx.url`, which koa-mount rewrites, nor `ctx.href`, which believes any host that an
   * absolute-form target names.
   */
  readonly url: string
  readonly rawHeaders: readonly string[]
  readonly raw: ExtendableContext

  constructor(ctx: ExtendableContext) {
    const { req } = ctx
    // Now: what comes later may override it.
    this.method = methodOf(req)
    this.url = ctx.originalUrl
    this.rawHeaders = req.rawHeaders
    this.raw = ctx
  }

  /** Not `ctx.origin`, which is the `Origin` header in Koa 3. */
  get origin(): string | undefined {
    const { host, protocol } = this.raw
    return host ? `${protocol}://${host}` : undefined
  }

  get headers(): IncomingHttpHeaders {
    return this.raw.req.headers
  }

  get headersDistinct(): TokenRequest['headersDistinct'] {
    return distinctHeaders(this.raw.req)
  }

  /** Policies may look at a body that was parsed after `authenticate`. */
  get body(): unknown {
    const request: BaseRequest & { body?: unknown } = this.raw.request
    return request.body
  }

  get secure(): boolean {
    return this.raw.request.secure
  }

  get remoteAddress(): string | undefined {
    return clientAddress(this.raw)
  }

  get socket(): Socket {
    return this.raw.req.socket
  }
}

// Method-override middleware keeps the method that was on the wire here.
function methodOf(req: IncomingMessage & { originalMethod?: unknown }): string {
  return typeof req.originalMethod === 'string' ? req.originalMethod : (req.method ?? '')
}
