import type { Authentication } from './authentication.js'
import type { TokenRequest } from './token-request.js'
import type { Verifier } from './verifier-types.js'

/** What an adapter asks for: the Authentication if nothing has to be waited for, or a promise of it. */
export type AtOnce<Claims> = (
  request: TokenRequest,
) => Authentication<Claims> | Promise<Authentication<Claims>>

// By the function, and not as a property of it: a wrapper that copies properties would not be called.
const ways = new WeakMap<object, AtOnce<unknown>>()

/**
 * Makes `verifyRequest` of what it promises. Adapters find that again, and need not wait for what is
 * there: turns through promises take longer than the check of a known token. Whoever puts another
 * function in its place has that called.
 */
export function promising(verify: AtOnce<unknown>): Verifier<unknown>['verifyRequest'] {
  const verifyRequest = (request: TokenRequest): Promise<Authentication<unknown>> =>
    Promise.resolve(verify(request))
  ways.set(verifyRequest, verify)
  return verifyRequest
}

/** Verifies a request. Never throws, but rejects. */
export function verifyAtOnce<Claims>(
  verifier: Verifier<Claims>,
  request: TokenRequest,
): Authentication<Claims> | Promise<Authentication<Claims>> {
  const { verifyRequest } = verifier as {
    verifyRequest(this: void, request: TokenRequest): Promise<Authentication<Claims>>
  }
  const verify = ways.get(verifyRequest) as AtOnce<Claims> | undefined
  return verify ? verify(request) : verifyLater(verifier, request)
}

async function verifyLater<Claims>(
  verifier: Verifier<Claims>,
  request: TokenRequest,
): Promise<Authentication<Claims>> {
  return verifier.verifyRequest(request)
}
