import type { Verifier } from '@countersign/core'
import { checkAuthenticateOptions, resourceMetadataAnswer } from '@countersign/core/adapter'
import type { Middleware } from 'koa'

/**
 * Middleware that serves the protected resource metadata (RFC 9728) of a verifier that has the
 * `resource` option, and passes every other request on.
 *
 * The document has its place at the root of the host, so this belongs on the application itself
 * and not on one that is mounted below a path.
 */
export function resourceMetadata(verifier: Verifier<unknown>): Middleware {
  checkAuthenticateOptions(verifier)
  return async function resourceMetadata(ctx, next) {
    const answer = resourceMetadataAnswer(verifier, { method: ctx.method, url: ctx.originalUrl })
    if (!answer) {
      await next()
      return
    }
    ctx.body = answer.body
    ctx.status = answer.status
    ctx.set(answer.headers)
  }
}
