import type { Verifier } from '@countersign/core'
import { checkAuthenticateOptions, resourceMetadataAnswer } from '@countersign/core/adapter'
import type { Hook } from './hook.js'

/**
 * An `onRequest` hook that serves the protected resource metadata (RFC 9728) of a verifier that has the
 * `resource` option, and passes every other request on.
 *
 * The document has its place at the root of the host, so this belongs on the application itself, in
 * front of `authenticate`, and not on a plugin with a prefix. It needs no route.
 */
export function resourceMetadata(verifier: Verifier<unknown>): Hook {
  checkAuthenticateOptions(verifier)
  return function resourceMetadata(request, reply, done) {
    const { method, originalUrl: url } = request
    const answer = resourceMetadataAnswer(verifier, { method, url })
    if (!answer) {
      done()
      return
    }
    reply.code(answer.status)
    reply.headers({ ...answer.headers })
    reply.send(answer.body)
  }
}
