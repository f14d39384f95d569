import { ConfigError } from '../errors.js'
import { isScopeToken } from '../token/scopes.js'
import type { Policy } from './policy.js'

/** All of these scopes. Compared whole and case-sensitively (RFC 6749 §3.3). */
export function scopes(...names: string[]): Policy {
  assertScopes('scopes', names)
  return {
    description: `scopes(${names.join(', ')})`,
    evaluate: ({ auth }) =>
      names.every((name) => auth.scopes.has(name))
        ? undefined
        : { scopes: names, stepUp: undefined },
  }
}

/** At least one of these scopes. */
export function anyScope(...names: string[]): Policy {
  assertScopes('anyScope', names)
  return {
    description: `anyScope(${names.join(', ')})`,
    evaluate: ({ auth }) =>
      names.some((name) => auth.scopes.has(name))
        ? undefined
        : { scopes: names, stepUp: undefined },
  }
}

function assertScopes(option: string, names: readonly unknown[]): void {
  if (names.length === 0) throw new ConfigError(option, 'needs at least one scope')
  for (const name of names) {
    if (!isScopeToken(name)) {
      throw new ConfigError(option, 'takes scopes one by one, without spaces (RFC 6749 §3.3)')
    }
  }
}
