import { Refused } from '../refused.js'
import { FUTURE_ALLOWANCE, optionalDate } from './check-claims.js'
import type { JsonObject } from './strict-json.js'

/** The times of a JWT that is no access token, in seconds. */
export interface JwtTimes {
  readonly issuedAt: number
  /** Refused from this moment on; `undefined`: it does not say. */
  readonly until: number | undefined
}

/**
 * Checks the times of a JWT that has to say when it was issued, and may say until when it is good
 * (RFC 7519 §4.1); throws Refused.
 */
export function checkJwtTimes(claims: JsonObject, clockTolerance: number, now: number): JwtTimes {
  const issuedAt = optionalDate(claims['iat'], 'iat')
  if (issuedAt === undefined) throw new Refused('missing_claim', 'iat')
  if (now < issuedAt - Math.max(FUTURE_ALLOWANCE, clockTolerance)) {
    throw new Refused('token_not_yet_valid', 'iat')
  }
  const begins = optionalDate(claims['nbf'], 'nbf')
  if (begins !== undefined && now < begins - clockTolerance) {
    throw new Refused('token_not_yet_valid', 'nbf')
  }
  const exp = optionalDate(claims['exp'], 'exp')
  const until = exp === undefined ? undefined : exp + clockTolerance
  if (until !== undefined && now >= until) throw new Refused('token_expired')
  return { issuedAt, until }
}
