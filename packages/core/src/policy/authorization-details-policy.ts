import { isDeepStrictEqual } from 'node:util'
import { ConfigError } from '../errors.js'
import type { TokenRequest } from '../token-request.js'
import {
  authorizationDetailsOf,
  COMMON_LISTS,
  isDetail,
  type AuthorizationDetail,
} from '../token/authorization-details.js'
import { verifiedClaimsOf } from '../token/provenance.js'
import { isPlainObject, seal } from '../token/seal.js'
import { DENIED } from './decide.js'
import type { Policy } from './policy.js'

/** What a token's `authorization_details` must grant (RFC 9396 §2). */
export interface RequiredDetail {
  readonly type: string
  readonly actions?: readonly string[]
  readonly datatypes?: readonly string[]
  readonly privileges?: readonly string[]
  readonly identifier?: string
  /** Members that the type itself defines: compared as they are. */
  readonly [member: string]: unknown
}

/**
 * One of the token's authorization details grants this (RFC 9396): the same type, every value of
 * the common lists, every other member equal, and no member besides: one that this policy does not
 * name may narrow the grant. A detail with `locations` counts only if they name this resource.
 *
 * Give a function where the requirement depends on the request, as on an account number.
 */
export function authorizationDetails(
  ...wants: [required: RequiredDetail | ((request: TokenRequest) => RequiredDetail)]
): Policy {
  const [required] = wants
  if (wants.length !== 1) {
    throw new ConfigError('authorizationDetails', 'takes one detail: join policies by allOf()')
  }
  const fixed = typeof required === 'function' ? undefined : toDetail(required)
  return {
    description: 'authorizationDetails()',
    evaluate({ auth, request, audiences }) {
      const wanted = typeof required === 'function' ? request && toDetail(required(request)) : fixed
      if (!wanted) return DENIED
      const granted = authorizationDetailsOf(verifiedClaimsOf(auth))
      return granted.some((detail) => covers(detail, wanted, audiences)) ? undefined : DENIED
    },
  }
}

function covers(
  granted: AuthorizationDetail,
  wanted: RequiredDetail,
  audiences: readonly string[],
): boolean {
  const { locations } = granted
  if (locations && !locations.some((location) => audiences.includes(location))) return false
  for (const name of Object.keys(granted)) {
    if (name !== 'locations' && !Object.hasOwn(wanted, name)) return false
  }
  return Object.entries(wanted).every(([name, value]) => grants(name, granted[name], value))
}

/** RFC 9396 §12: values are compared as they are, without any normalisation. */
function grants(name: string, granted: unknown, wanted: unknown): boolean {
  if (!COMMON_LISTS.includes(name)) return isDeepStrictEqual(granted, wanted)
  const list = wanted as readonly string[]
  return Array.isArray(granted) && list.every((entry) => granted.includes(entry))
}

/** Sealed like the claims it is compared with: deep equality minds prototypes. */
function toDetail(value: unknown): RequiredDetail {
  if (!isPlainObject(value) || value['type'] === '' || !isDetail(value)) {
    throw new ConfigError('authorizationDetails', 'needs a detail of RFC 9396 §2 with a `type`')
  }
  return seal(value) as RequiredDetail
}
