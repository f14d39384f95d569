import type { Authentication, Verifier } from '@countersign/core'
import { authenticationOf, type AuthenticateOptions, contextOf } from '@countersign/core/adapter'

/**
 * The Authentication of a request, typed from the verifier.
 *
 * Throws the AuthError that asks for credentials where they were optional and absent, or returns
 * `undefined` there if told `optional`. Throws a ConfigError where `authenticate` never ran, or ran
 * with another verifier.
 */
export function authOf<Claims>(
  verifier: Verifier<Claims>,
  request: Request,
  options?: { optional?: false },
): Authentication<Claims>
export function authOf<Claims>(
  verifier: Verifier<Claims>,
  request: Request,
  options: AuthenticateOptions,
): Authentication<Claims> | undefined
export function authOf<Claims>(
  verifier: Verifier<Claims>,
  request: Request,
  options: AuthenticateOptions = {},
): Authentication<Claims> | undefined {
  return authenticationOf(contextOf(request), verifier, options)
}
