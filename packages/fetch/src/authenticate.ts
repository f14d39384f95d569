import type { Authentication, Verifier } from '@countersign/core'
import { type Connection, connectionOf, type Platform } from '@countersign/core/adapter'
import { authenticateArrival } from './exchange.js'
import { checkOptions, type FetchOptions } from './options.js'

/**
 * Authenticates a request. The second argument is what the platform has handed over beside it, or what
 * is known of its connection otherwise.
 */
export type Authenticate<Found> = (
  request: Request,
  connection?: Platform | Connection,
) => Promise<Found>

/**
 * Makes the function that authenticates a request: it resolves to its Authentication, and rejects with an
 * AuthError, which {@link errorResponse} answers. {@link finishResponse} belongs to the answer of each.
 *
 * Throws a ConfigError if the verifier or an option is malformed.
 */
export function authenticate<Claims>(
  verifier: Verifier<Claims>,
  options?: FetchOptions & { optional?: false },
): Authenticate<Authentication<Claims>>
export function authenticate<Claims>(
  verifier: Verifier<Claims>,
  options: FetchOptions,
): Authenticate<Authentication<Claims> | undefined>
export function authenticate<Claims>(
  verifier: Verifier<Claims>,
  options: FetchOptions = {},
): Authenticate<Authentication<Claims> | undefined> {
  checkOptions(verifier, options)
  return async function authenticate(request, given) {
    const isPlatform = connectionOf(given, request) !== undefined
    const { auth } = await authenticateArrival(
      verifier,
      {
        request,
        platform: given,
        connection: isPlatform ? undefined : (given as Connection | undefined),
        carrier: request,
        route: () => undefined,
      },
      options,
    )
    return auth
  }
}
