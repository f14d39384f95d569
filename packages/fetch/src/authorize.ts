import { scopes, type Policy } from '@countersign/core'
import { onePolicy } from '@countersign/core/adapter'
import { authorizeCarrier } from './exchange.js'

/**
 * Makes the function that checks a policy on an authenticated request: it rejects with an AuthError, or
 * with a ConfigError where `authenticate` never ran. Throws a ConfigError if the policy is malformed.
 */
export function authorize(...policies: [policy: Policy]): (request: Request) => Promise<void> {
  const policy = onePolicy(policies)
  return function authorize(request) {
    return authorizeCarrier(request, policy)
  }
}

/** The same for every one of the scopes: `authorize(scopes(...names))`. */
export function requireScopes(...names: string[]): (request: Request) => Promise<void> {
  return authorize(scopes(...names))
}
