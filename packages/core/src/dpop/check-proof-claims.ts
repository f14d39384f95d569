import { Refused } from '../refused.js'
import type { JsonObject } from '../token/strict-json.js'
import type { TargetMatcher } from './public-url.js'

/** What a proof must have been made for. */
export interface ProofExpectation {
  readonly method: string
  /** The request-target. */
  readonly url: string
  /** SHA-256 of the token, base64url. */
  readonly tokenHash: string
}

/** The claims of a proof that are needed once it has been verified. */
export interface ProofClaims {
  readonly jti: string
  readonly iat: number
  readonly nonce: string | undefined
}

// The year 10000, as for tokens.
const END_OF_TIME = 253_402_300_800

/**
 * What a proof is for (RFC 9449 §4.3 #3, #8, #9, #12a); throws Refused. When it was made is another
 * question: a server nonce may answer it.
 */
export function checkProofClaims(
  claims: JsonObject,
  expected: ProofExpectation,
  namesTarget: TargetMatcher,
): ProofClaims {
  const jti = text(claims, 'jti')
  const htm = text(claims, 'htm')
  const htu = text(claims, 'htu')
  const iat = date(claims, 'iat')
  const ath = text(claims, 'ath')
  // Methods are case-sensitive (RFC 9110 §9.1).
  if (htm !== expected.method) throw new Refused('wrong_method')
  if (!namesTarget(htu, expected.url)) throw new Refused('wrong_url')
  if (ath !== expected.tokenHash) throw new Refused('wrong_token_hash')
  checkRegisteredClaims(claims)
  return { jti, iat, nonce: nonceOf(claims) }
}

/** RFC 7519 §4.1.4, §4.1.5: a proof need not say these, but where it does, it means them. */
export function checkProofLimits(claims: JsonObject, now: number, skew: number): void {
  if (claims['exp'] !== undefined && now >= date(claims, 'exp')) throw new Refused('proof_expired')
  if (claims['nbf'] !== undefined && now < date(claims, 'nbf') - skew) {
    throw new Refused('proof_not_yet_valid', 'nbf')
  }
}

/** RFC 7519 §4.1: claims that a proof does not need have their form all the same. */
function checkRegisteredClaims({ iss, sub, aud }: JsonObject): void {
  const isForSome = Array.isArray(aud)
    ? aud.every((one) => typeof one === 'string')
    : isOptionalText(aud)
  if (isOptionalText(iss) && isOptionalText(sub) && isForSome) return
  throw new Refused('malformed_proof', 'a registered claim')
}

function isOptionalText(value: unknown): boolean {
  return value === undefined || typeof value === 'string'
}

function text(claims: JsonObject, name: string): string {
  const value = claims[name]
  if (typeof value === 'string' && value !== '') return value
  throw new Refused('malformed_proof', name)
}

function date(claims: JsonObject, name: string): number {
  const value = claims[name]
  if (typeof value === 'number' && value >= 0 && value < END_OF_TIME) return value
  throw new Refused('malformed_proof', name)
}

/** A nonce that is no string is none of ours, whatever it is. */
function nonceOf({ nonce }: JsonObject): string | undefined {
  if (nonce === undefined) return undefined
  return typeof nonce === 'string' ? nonce : ''
}
