import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Answer } from './node-handler.js'

/** What is used of a context of Koa 2 or 3. */
export interface ApprovalKoaContext {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  readonly request: object
  /** As the client sent it, whatever a mount made of it. */
  readonly originalUrl: string
  status: number
  respond?: boolean
}

/** Middleware of Koa. Goes on with `next` where the path is not the server's. */
export type ApprovalKoaHandler = (
  ctx: ApprovalKoaContext,
  next: () => Promise<unknown>,
) => Promise<void>

export function koaHandler(answer: Answer): ApprovalKoaHandler {
  return async (ctx, next) => {
    const { req, res } = ctx
    const body = 'body' in ctx.request ? ctx.request.body : undefined
    Object.assign(req, { originalUrl: ctx.originalUrl }, body !== undefined && { body })
    // Koa answers 404 for what nobody has set a body for, unless an answer has begun.
    const { statusCode } = res
    res.statusCode = 200
    if (await answer(req, res)) {
      ctx.respond = false
      return
    }
    res.statusCode = statusCode
    await next()
  }
}
