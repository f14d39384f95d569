import type { Verifier } from '@countersign/core'
import { resourceMetadata as answerTo } from '../responses.js'
import type { HonoMiddleware } from './context.js'

/**
 * Middleware that serves the protected resource metadata (RFC 9728) of a verifier that has the
 * `resource` option, and passes every other request on.
 *
 * The document has its place at the root of the host, so this belongs on the application itself, in
 * front of `authenticate`.
 */
export function resourceMetadata(verifier: Verifier<unknown>): HonoMiddleware {
  const answer = answerTo(verifier)
  return async function resourceMetadata(c, next) {
    return answer(c.req.raw) ?? next()
  }
}
