import type { Authentication } from './authentication.js'
import type { TokenRequest } from './token-request.js'
import type { Verifier } from './verifier-types.js'

/** What an adapter asks for: the Authentication if nothing has to be waited for, or a promise of it. */
export type AtOnce<Claims> = (
  request: TokenRequest,
) => Authentication<Claims> | Promise<Authentication<Claims>>

const AT_ONCE = Symbol('countersign.at-once')

/** A `verifyRequest`, and how it is called without a promise. */
interface Promising {
  [AT_ONCE]?: {
    /** A wrapper that copies properties has to be called itself. */
    readonly of: unknown
    readonly verify: AtOnce<unknown>
  }
}

/**
 * Makes `verifyRequest` of what it promises. Adapters find that again, and need not wait for what is
 * there: turns through promises take longer than the check of a known token. Whoever puts another
 * function in its place has that called.
 */
export function promising(verify: AtOnce<unknown>): Verifier<unknown>['verifyRequest'] {
  const verifyRequest = (request: TokenRequest): Promise<Authentication<unknown>> =>
    Promise.resolve(verify(request))
  return Object.assign(verifyRequest, { [AT_ONCE]: { of: verifyRequest, verify } })
}

/** Verifies a request. Never throws, but rejects. */
export function verifyAtOnce<Claims>(
  verifier: Verifier<Claims>,
  request: TokenRequest,
): Authentication<Claims> | Promise<Authentication<Claims>> {
  const { verifyRequest } = verifier as { readonly verifyRequest: Promising }
  const way = verifyRequest[AT_ONCE]
  return way?.of === verifyRequest
    ? (way.verify as AtOnce<Claims>)(request)
    : verifyLater(verifier, request)
}

async function verifyLater<Claims>(
  verifier: Verifier<Claims>,
  request: TokenRequest,
): Promise<Authentication<Claims>> {
  return verifier.verifyRequest(request)
}
