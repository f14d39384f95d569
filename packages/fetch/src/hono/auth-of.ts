import type { Authentication, Verifier } from '@countersign/core'
import { authenticationOf, type AuthenticateOptions, contextOf } from '@countersign/core/adapter'
import { answerable } from './refusal.js'

/**
 * The Authentication of a request, typed from the verifier. `c` is the Hono context.
 *
 * Throws the AuthError that asks for credentials where they were optional and absent, or returns
 * `undefined` there if told `optional`. Throws a ConfigError where `authenticate` never ran, or ran
 * with another verifier.
 */
export function authOf<Claims>(
  verifier: Verifier<Claims>,
  c: object,
  options?: { optional?: false },
): Authentication<Claims>
export function authOf<Claims>(
  verifier: Verifier<Claims>,
  c: object,
  options: AuthenticateOptions,
): Authentication<Claims> | undefined
export function authOf<Claims>(
  verifier: Verifier<Claims>,
  c: object,
  options: AuthenticateOptions = {},
): Authentication<Claims> | undefined {
  try {
    return authenticationOf(contextOf(c), verifier, options)
  } catch (error) {
    throw answerable(error)
  }
}
