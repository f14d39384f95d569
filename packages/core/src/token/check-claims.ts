import type { IssuerProfile } from '../config/resolve-issuer.js'
import { Refused } from '../refused.js'
import { authorizationDetailsOf } from './authorization-details.js'
import { refuseIdToken } from './id-token.js'
import type { JsonObject } from './strict-json.js'

/** What the claims of a token are measured by, beside its issuer's profile. */
export interface ClaimRules {
  readonly requiredClaims: readonly string[]
  /** Seconds. */
  readonly clockTolerance: number
  readonly maxTokenAge: number | undefined
}

/** The registered claims, once they have been checked. */
export interface CheckedClaims {
  readonly subject: string | undefined
  readonly clientId: string | undefined
  readonly tokenId: string | undefined
  readonly times: Times
}

/** When a token is good, by its own claims and by the rules. In seconds. */
export interface Times {
  /** The `exp` claim. */
  readonly expiresAt: number
  /** Good from this moment on. */
  readonly from: number
  /** Refused from this moment on. */
  readonly until: number
}

/** RFC 7519 has no rule for a token from the future. FAPI 2.0 §5.3.2.1 refuses beyond 60 seconds. */
export const FUTURE_ALLOWANCE = 60

// The year 10000. Later dates are milliseconds, or a token that is meant to live for ever.
const END_OF_TIME = 253_402_300_800

/**
 * Step 6: what the claims say (RFC 7519 §4, RFC 9068 §4); throws Refused.
 * The issuer has been compared already: it chose the profile, and with it the keys.
 */
export function checkClaims(
  claims: JsonObject,
  profile: IssuerProfile,
  rules: ClaimRules,
  now: number,
): CheckedClaims {
  checkTokenAudience(claims, profile)
  const times = checkTimes(claims, rules, now)
  if (profile.tokenType === 'at+jwt') checkProfile(claims)
  for (const name of rules.requiredClaims) checkPresent(claims[name], name)
  if (profile.tokenType === 'jwt') refuseIdToken(claims, profile.accessTokenClaim)
  authorizationDetailsOf(claims)
  const { sub, client_id: clientId, jti } = claims
  return {
    subject: optionalText(sub, 'sub'),
    clientId: optionalText(clientId, 'client_id') ?? otherClientId(claims),
    tokenId: optionalText(jti, 'jti'),
    times,
  }
}

/**
 * RFC 9068 §2.2. `iss`, `aud` and `exp` are asked for always. One by one, and no loop: V8 looks a name
 * up faster where it is written down.
 */
function checkProfile({ sub, client_id: clientId, iat, jti }: JsonObject): void {
  checkPresent(sub, 'sub')
  checkPresent(clientId, 'client_id')
  checkPresent(iat, 'iat')
  checkPresent(jti, 'jti')
}

/** `null` says that there is no value. */
function checkPresent(value: unknown, name: string): void {
  if (value === undefined || value === null) throw new Refused('missing_claim', name)
}

/** By `aud`; where a token has none, by the claim that its issuer has in the place of it, if it has one. */
function checkTokenAudience(claims: JsonObject, profile: IssuerProfile): void {
  const { audiences, audienceClaim } = profile
  if (audienceClaim === undefined || claims['aud'] !== undefined) checkAudience(claims, audiences)
  else checkNamed(claims[audienceClaim], audienceClaim, audiences)
}

/** RFC 7519 §4.1.3: a string or a list of strings, one of them ours, byte for byte; throws Refused. */
export function checkAudience({ aud }: JsonObject, expected: readonly string[]): void {
  checkNamed(aud, 'aud', expected)
}

function checkNamed(value: unknown, name: string, expected: readonly string[]): void {
  if (value === undefined) throw new Refused('missing_claim', name)
  if (!isOneOrMoreTexts(value)) throw new Refused('malformed_claim', name)
  const isOurs =
    typeof value === 'string'
      ? expected.includes(value)
      : expected.some((one) => value.includes(one))
  if (!isOurs) throw new Refused('wrong_audience')
}

function isOneOrMoreTexts(value: unknown): value is string | readonly string[] {
  return (
    typeof value === 'string' ||
    (Array.isArray(value) && value.every((one) => typeof one === 'string'))
  )
}

/** Whether a token is good at this moment; throws Refused. */
export function checkTimes(claims: JsonObject, rules: ClaimRules, now: number): Times {
  const { clockTolerance, maxTokenAge } = rules
  const exp = optionalDate(claims['exp'], 'exp')
  const nbf = optionalDate(claims['nbf'], 'nbf')
  const iat = optionalDate(claims['iat'], 'iat')
  if (exp === undefined) throw new Refused('missing_claim', 'exp')
  // RFC 7519 §4.1.4: refused on the instant, not only after it.
  const expired = exp + clockTolerance
  if (now >= expired) throw new Refused('token_expired')
  const begun = nbf === undefined ? -Infinity : nbf - clockTolerance
  if (now < begun) throw new Refused('token_not_yet_valid', 'nbf')
  const issued = iat === undefined ? -Infinity : iat - Math.max(FUTURE_ALLOWANCE, clockTolerance)
  if (now < issued) throw new Refused('token_not_yet_valid', 'iat')
  let aged = Infinity
  if (maxTokenAge !== undefined) {
    if (iat === undefined) throw new Refused('missing_claim', 'iat')
    aged = iat + maxTokenAge + clockTolerance
    if (now >= aged) throw new Refused('token_too_old')
  }
  return { expiresAt: exp, from: Math.max(begun, issued), until: Math.min(expired, aged) }
}

// Where providers without RFC 9068 name the client: OpenID's own claim, Okta's, Entra ID's.
const CLIENT_CLAIMS = ['azp', 'cid', 'appid']

/** The client, where `client_id` does not name it. */
export function otherClientId(claims: JsonObject): string | undefined {
  const values = CLIENT_CLAIMS.map((name) => claims[name])
  return values.find((value): value is string => typeof value === 'string' && value !== '')
}

/** A NumericDate (RFC 7519 §2), in seconds; throws Refused for anything else that is there. */
export function optionalDate(value: unknown, name: string): number | undefined {
  if (value === undefined) return undefined
  if (typeof value === 'number' && value >= 0 && value < END_OF_TIME) return value
  throw new Refused('malformed_claim', name)
}

function optionalText(value: unknown, name: string): string | undefined {
  if (value === undefined) return undefined
  if (typeof value === 'string' && value !== '') return value
  throw new Refused('malformed_claim', name)
}
