import type { Authentication, Verifier } from '@countersign/core'
import {
  authenticationOf,
  type AuthContext,
  type AuthenticateOptions,
  contextOf,
} from '@countersign/core/adapter'
import { verified } from './graphql/verifications.js'
import { foundOfClient } from './transports/ws-connection.js'

/**
 * The Authentication of a request, typed from the verifier: for guards and interceptors.
 *
 * `request` is what `switchToHttp().getRequest()` returns, or `getContext().req` of GraphQL; of a
 * subscription, `getContext()` itself; of a gateway, `switchToWs().getClient()`. Throws the AuthError that asks for
 * credentials where they were optional and absent, or returns `undefined` there if told `optional`.
 * Throws a ConfigError where the guard never ran, or ran with another verifier.
 */
export function authOf<Claims>(
  verifier: Verifier<Claims>,
  request: object,
  options?: { optional?: false },
): Authentication<Claims>
export function authOf<Claims>(
  verifier: Verifier<Claims>,
  request: object,
  options: AuthenticateOptions,
): Authentication<Claims> | undefined
export function authOf<Claims>(
  verifier: Verifier<Claims>,
  request: object,
  options: AuthenticateOptions = {},
): Authentication<Claims> | undefined {
  const kept = contextOf(request)
  const found = kept?.verifier === verifier ? kept : foundElsewhere(verifier, request)
  return authenticationOf(found ?? kept, verifier, options)
}

function foundElsewhere(verifier: Verifier<unknown>, request: object): AuthContext | undefined {
  return verified(verifier, request) ?? foundOfClient(verifier, request)
}
