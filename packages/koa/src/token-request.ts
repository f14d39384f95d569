import type { IncomingMessage } from 'node:http'
import type { TokenRequest } from '@countersign/core'
import { distinctHeaders } from '@countersign/core/adapter'
import type { BaseRequest, ExtendableContext } from 'koa'

/** A Koa context as the verifier wants it. */
export function tokenRequest(ctx: ExtendableContext): TokenRequest {
  const request: BaseRequest & { body?: unknown } = ctx.request
  return {
    method: methodOf(ctx.req),
    // Neither `ctx.url`, which koa-mount rewrites, nor `ctx.href`, which believes any host that an
    // absolute-form target names.
    url: ctx.originalUrl,
    // Not `ctx.origin`, which is the `Origin` header in Koa 3.
    origin: ctx.host ? `${ctx.protocol}://${ctx.host}` : undefined,
    headers: ctx.req.headers,
    headersDistinct: distinctHeaders(ctx.req),
    // Read late: policies may look at a body that was parsed after `authenticate`.
    get body(): unknown {
      return request.body
    },
    secure: ctx.secure,
    remoteAddress: ctx.ip,
    socket: ctx.req.socket,
    raw: ctx,
  }
}

// Method-override middleware keeps the method that was on the wire here.
function methodOf(req: IncomingMessage & { originalMethod?: unknown }): string {
  return typeof req.originalMethod === 'string' ? req.originalMethod : (req.method ?? '')
}
