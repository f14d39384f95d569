import type { Authentication, Verifier } from '@countersign/core'
import {
  authenticationOf,
  type AuthContext,
  type AuthenticateOptions,
  contextOf,
} from '@countersign/core/adapter'
import { contextOfInfo } from './auth-info.js'

/**
 * The Authentication behind an AuthInfo, typed from the verifier: in a tool,
 * `authOf(verifier, extra.authInfo)`. Takes a request that `mcpAuth` has let pass as well.
 *
 * Throws the AuthError that asks for credentials where they were optional and absent, or returns
 * `undefined` there if told `optional`. Throws a ConfigError for what is not ours, or was made by
 * another verifier.
 */
export function authOf<Claims>(
  verifier: Verifier<Claims>,
  source: object | undefined,
  options?: { optional?: false },
): Authentication<Claims>
export function authOf<Claims>(
  verifier: Verifier<Claims>,
  source: object | undefined,
  options: AuthenticateOptions,
): Authentication<Claims> | undefined
export function authOf<Claims>(
  verifier: Verifier<Claims>,
  source: object | undefined,
  options: AuthenticateOptions = {},
): Authentication<Claims> | undefined {
  // The SDK has no AuthInfo for a request that came without credentials.
  if (source === undefined && options.optional === true) return undefined
  return authenticationOf(contextFrom(source), verifier, options)
}

/** What was found out about an AuthInfo, or about a request. */
export function contextFrom(source: object | undefined): AuthContext | undefined {
  return source && (contextOfInfo(source) ?? contextOf(source))
}
