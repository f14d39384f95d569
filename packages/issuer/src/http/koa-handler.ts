import type { IncomingMessage } from 'node:http'
import type { EndpointRouter } from './endpoint-request.js'
import { isCutShort, nodeRequest, pathOf } from './node-request.js'

/** What is used of a context of Koa 2 or 3. */
export interface KoaContext {
  readonly req: IncomingMessage
  readonly request: object
  /** As the client sent it, whatever a mount made of it. */
  readonly originalUrl: string
  status: number
  body: unknown
  set(name: string, value: string): void
}

/** Middleware of Koa. Goes on with `next` where the path is not the issuer's. */
export type KoaHandler = (ctx: KoaContext, next: () => Promise<unknown>) => Promise<void>

export function koaHandler(route: EndpointRouter): KoaHandler {
  return async (ctx, next) => {
    const { req, request } = ctx
    const parsed = 'body' in request ? request.body : undefined
    const answer = route({ ...nodeRequest(req, parsed), path: pathOf(ctx.originalUrl) })
    if (!answer) {
      await next()
      return
    }
    const { status, headers, body } = await answer
    for (const [name, value] of Object.entries(headers)) ctx.set(name, value)
    if (isCutShort(req)) ctx.set('Connection', 'close')
    ctx.status = status
    // Bytes, to which Koa adds no type; no body at all would make it change the status.
    ctx.body = Buffer.from(body ?? '')
  }
}
