import type { Authentication } from './authentication.js'
import type { TokenRequest } from './token-request.js'
import type { Verifier } from './verifier-types.js'

/** What an adapter asks for: the Authentication if nothing has to be waited for, or a promise of it. */
export type AtOnce<Claims> = (
  request: TokenRequest,
) => Authentication<Claims> | Promise<Authentication<Claims>>

/** Shared by two copies of this package in one process. */
const AT_ONCE: unique symbol = Symbol.for('countersign.at-once') as never

interface VerifyRequest<Claims> {
  (this: void, request: TokenRequest): Promise<Authentication<Claims>>
  [AT_ONCE]?: AtOnce<Claims>
}

/**
 * Makes `verifyRequest` of what it promises. Adapters find that again, and need not wait for what is
 * there: turns through promises take longer than the check of a known token.
 *
 * It is kept with the function, and not with the verifier: whoever puts another function in its place
 * has it called.
 */
export function promising<Claims>(verify: AtOnce<Claims>): Verifier<Claims>['verifyRequest'] {
  const verifyRequest: VerifyRequest<Claims> = (request) => Promise.resolve(verify(request))
  verifyRequest[AT_ONCE] = verify
  return verifyRequest
}

/** Verifies a request. Never throws, but rejects. */
export function verifyAtOnce<Claims>(
  verifier: Verifier<Claims>,
  request: TokenRequest,
): Authentication<Claims> | Promise<Authentication<Claims>> {
  const { verifyRequest } = verifier as { verifyRequest: VerifyRequest<Claims> }
  const { [AT_ONCE]: verify } = verifyRequest
  return verify ? verify(request) : verifyLater(verifier, request)
}

async function verifyLater<Claims>(
  verifier: Verifier<Claims>,
  request: TokenRequest,
): Promise<Authentication<Claims>> {
  return verifier.verifyRequest(request)
}
