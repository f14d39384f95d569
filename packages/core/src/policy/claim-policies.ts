import type { JWTPayload } from 'jose'
import { ConfigError } from '../errors.js'
import { isPlainObject } from '../token/seal.js'
import { verifiedClaimsOf } from '../token/provenance.js'
import { booleanOf, DENIED } from './decide.js'
import type { Policy } from './policy.js'

/**
 * A top-level claim, as the token has it, with exactly this value, or one that a function accepts
 * by returning `true`. A claim that is missing satisfies neither. Throws a ConfigError on a request
 * where the function returns anything but a boolean, a promise included.
 */
export function claim(
  name: string,
  expected: string | number | boolean | ((value: unknown) => boolean),
): Policy {
  if (typeof name !== 'string' || name === '') {
    throw new ConfigError('claim', 'takes the name of a claim first')
  }
  if (!['string', 'number', 'boolean', 'function'].includes(typeof expected)) {
    throw new ConfigError('claim', 'takes a string, a number, a boolean or a function second')
  }
  const accepts = typeof expected === 'function' ? expected : (value: unknown) => value === expected
  return {
    description: `claim(${name})`,
    evaluate({ auth }) {
      const value = verifiedClaimsOf(auth)[name]
      return value !== undefined && booleanOf('claim', accepts(value)) ? undefined : DENIED
    },
  }
}

/**
 * A role: the `roles` claim or an entry of it (RFC 9068 §2.2.3.1), a string or SCIM's `{ value }`.
 * Providers that keep roles elsewhere need the second argument; it has to bear with tokens that
 * have none: `(claims) => claims.realm_access?.roles`.
 */
export function role(name: string, read: (claims: JWTPayload) => unknown = rolesClaim): Policy {
  if (typeof name !== 'string' || name === '') throw new ConfigError('role', 'takes a role name')
  if (typeof read !== 'function') throw new ConfigError('role', 'takes a function second')
  return {
    description: `role(${name})`,
    evaluate({ auth }) {
      const found = read(verifiedClaimsOf(auth))
      const roles: readonly unknown[] = Array.isArray(found) ? found : [found]
      return roles.some((entry) => roleName(entry) === name) ? undefined : DENIED
    },
  }
}

function rolesClaim(claims: JWTPayload): unknown {
  return claims['roles']
}

function roleName(entry: unknown): unknown {
  return isPlainObject(entry) ? entry['value'] : entry
}

/**
 * The subject is not the client itself (RFC 9068 §5, RFC 9700 §4.15): `sub` differs from the client
 * identifier, and the token has none of the marks that Auth0 and Entra ID give machines' tokens.
 * Denies where the token names no subject or no client, because nobody can tell then. A provider
 * that gives clients subjects of their own, as Keycloak its service accounts, needs a `check()`.
 */
export function userOnly(): Policy {
  return {
    description: 'userOnly()',
    evaluate({ auth }) {
      const { subject, clientId } = auth
      const claims = verifiedClaimsOf(auth)
      const machine = claims['gty'] === 'client-credentials' || claims['idtyp'] === 'app'
      const known = subject !== undefined && clientId !== undefined
      return known && subject !== clientId && !machine ? undefined : DENIED
    },
  }
}
