import type { Verifier } from '@countersign/core'
import { checkAuthenticateOptions, resourceMetadataAnswer } from '@countersign/core/adapter'
import { middleware, type Middleware } from './middleware.js'

/**
 * Middleware that serves the protected resource metadata (RFC 9728) of a verifier that has the
 * `resource` option, and passes every other request on.
 *
 * The document has its place at the root of the host, so this belongs on the application itself
 * and not on a router that is mounted below a path.
 */
export function resourceMetadata(verifier: Verifier<unknown>): Middleware {
  checkAuthenticateOptions(verifier)
  return middleware(function resourceMetadata(req, res, next) {
    const answer = resourceMetadataAnswer(verifier, { method: req.method, url: req.originalUrl })
    if (!answer) {
      next()
      return
    }
    res.writeHead(answer.status, answer.headers).end(answer.body)
  })
}
