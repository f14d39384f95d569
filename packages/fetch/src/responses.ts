import type { AuthError, Verifier } from '@countersign/core'
import {
  checkAuthenticateOptions,
  type PlainAnswer,
  problemAnswer,
  resourceMetadataAnswer,
} from '@countersign/core/adapter'
import { finish } from './finish.js'

/** The answer to a refused request: its status, its challenge, and a problem document (RFC 9457). */
export function errorResponse(error: AuthError): Response {
  return responseOf(problemAnswer(error))
}

/**
 * Puts on a response what the answer to an authenticated request has to carry: `DPoP-Nonce`,
 * `Cache-Control`, and what CORS has to expose. And has `countersign:usage` published once it was sent.
 * For refusals too. What it returns is to be sent: it may be a copy.
 */
export function finishResponse(request: Request, response: Response): Response {
  return finish(request, response)
}

/**
 * Makes the function that answers requests for the protected resource metadata (RFC 9728) of a verifier
 * that has the `resource` option; `undefined`: the request is for something else.
 *
 * The document has its place at the root of the host.
 */
export function resourceMetadata(
  verifier: Verifier<unknown>,
): (request: Request) => Response | undefined {
  checkAuthenticateOptions(verifier)
  return function resourceMetadata({ method, url }) {
    const answer = resourceMetadataAnswer(verifier, { method, url })
    return answer && responseOf(answer)
  }
}

function responseOf({ status, headers, body }: PlainAnswer): Response {
  return new Response(body === '' ? null : body, { status, headers })
}
