import { ConfigError } from '../errors.js'
import type { Decision, Denial, Policy, PolicyContext } from './policy.js'

/** A denial that nothing the client could ask for would lift. */
export const DENIED: Denial = Object.freeze({ scopes: [], stepUp: undefined })

/**
 * Asks a policy. Only `undefined` is a yes; what is neither that nor a denial throws a ConfigError,
 * because a policy of the application's own that returns `false` means no.
 */
export async function decide(policy: Policy, context: PolicyContext): Promise<Decision> {
  const decision: unknown = await policy.evaluate(context)
  if (decision === undefined || isDenial(decision)) return decision
  throw new ConfigError('policy', 'must decide with `undefined` (yes) or a Denial (no)')
}

/** Insists on a boolean: `not()` would make a yes of a no that was only not `true`. */
export function booleanOf(option: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value
  throw new ConfigError(option, 'takes a function that returns true or false')
}

function isDenial(value: unknown): value is Denial {
  return typeof value === 'object' && value !== null && Array.isArray((value as Denial).scopes)
}
