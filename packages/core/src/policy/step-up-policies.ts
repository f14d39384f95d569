import { ConfigError } from '../errors.js'
import { verifiedClaimsOf } from '../token/provenance.js'
import { isScopeToken } from '../token/scopes.js'
import type { Policy } from './policy.js'

// A clock a little ahead at the provider is no reason to send a user back to it.
const FUTURE_ALLOWANCE = 60

/**
 * The user authenticated at most so many seconds ago: `auth_time` (RFC 9470 §3).
 * The verifier's `clockTolerance` is added. A token without it is denied; `iat` says nothing about
 * the user.
 */
export function authenticatedWithin(seconds: number): Policy {
  if (!Number.isSafeInteger(seconds) || seconds < 0) {
    throw new ConfigError('authenticatedWithin', 'takes a whole number of seconds, 0 or more')
  }
  const stepUp = { acrValues: [], maxAge: seconds }
  return {
    description: `authenticatedWithin(${seconds})`,
    evaluate({ auth, now, clockTolerance }) {
      const time = verifiedClaimsOf(auth)['auth_time']
      const recent =
        typeof time === 'number' &&
        time <= now + FUTURE_ALLOWANCE &&
        now - time <= seconds + clockTolerance
      return recent ? undefined : { scopes: [], stepUp }
    },
  }
}

/**
 * The user authenticated in one of these ways, the best liked one first: `acr` (RFC 9470 §3).
 * Compared byte for byte; a token without it is denied.
 */
export function acr(...values: string[]): Policy {
  if (values.length === 0 || !values.every(isScopeToken)) {
    throw new ConfigError('acr', 'takes at least one value, each without spaces and quotes')
  }
  const stepUp = { acrValues: values, maxAge: undefined }
  return {
    description: `acr(${values.join(', ')})`,
    evaluate({ auth }) {
      const value = verifiedClaimsOf(auth)['acr']
      return typeof value === 'string' && values.includes(value)
        ? undefined
        : { scopes: [], stepUp }
    },
  }
}
