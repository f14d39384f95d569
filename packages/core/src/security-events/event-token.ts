import type { JWTPayload } from 'jose'
import { Refused } from '../refused.js'
import { checkAudience } from '../token/check-claims.js'
import { checkJwtTimes, type JwtTimes } from '../token/jwt-times.js'
import { isPlainObject } from '../token/seal.js'
import { type JwtRules, parseJwt, verifyJwt } from '../token/signed-jwt.js'
import type { JsonObject } from '../token/strict-json.js'

/** A verified token that tells of events (RFC 8417). */
export interface EventToken extends JwtTimes {
  readonly id: string
  readonly claims: JsonObject & JWTPayload
  /** What is told of each event, by its URI. */
  readonly events: ReadonlyMap<string, JsonObject>
}

/** What such a token is measured by. */
export interface EventTokenRules extends JwtRules {
  readonly issuer: string
  readonly audiences: readonly string[]
  /** Seconds. */
  readonly clockTolerance: number
  /** Seconds since the epoch. */
  readonly now: () => number
}

/**
 * Verifies a token that tells of events: by the issuer's own keys, for this receiver. Rejects with
 * Refused, or with a DependencyError where the keys cannot be had.
 */
export async function readEventToken(text: string, rules: EventTokenRules): Promise<EventToken> {
  const jwt = parseJwt(text)
  if (jwt.claims['iss'] !== rules.issuer) throw new Refused('untrusted_issuer')
  const claims = await verifyJwt(jwt, rules)
  checkAudience(claims, rules.audiences)
  const times = checkJwtTimes(claims, rules.clockTolerance, rules.now())
  const { jti } = claims
  if (typeof jti !== 'string' || jti === '') throw new Refused('missing_claim', 'jti')
  return { ...times, id: jti, claims, events: eventsOf(claims) }
}

/** RFC 8417 §2.2: an object of objects, and at least one. */
function eventsOf({ events }: JsonObject): ReadonlyMap<string, JsonObject> {
  const entries = isPlainObject(events) ? Object.entries(events) : []
  if (entries.length === 0) throw new Refused('malformed_claim', 'events')
  return new Map(
    entries.map(([uri, payload]) => {
      if (!isPlainObject(payload)) throw new Refused('malformed_claim', 'events')
      return [uri, payload]
    }),
  )
}
