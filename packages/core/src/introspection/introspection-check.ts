import { isDeepStrictEqual } from 'node:util'
import { tokenHash, type VerifiedToken } from '../cache/verified-token.js'
import { Refused } from '../refused.js'
import type { WithdrawalCheck } from '../revocation/withdrawal-checker.js'
import type { JsonObject } from '../token/strict-json.js'
import type { Answer } from './answer.js'
import type { Introspector } from './introspector.js'
import { checkBoundKind, checkTokenKind } from './token-kind.js'

/** Finds the endpoint that JWTs of a token's issuer are sent to. */
export type IntrospectorOf = (verified: VerifiedToken) => Introspector | undefined

/**
 * Step 8 for a JWT that was verified here: its issuer is asked whether it is still active, and may say
 * nothing else of it than the token itself does.
 */
export function introspectionCheck(introspectorOf: IntrospectorOf): WithdrawalCheck {
  return (verified, token) => {
    // An opaque one is here because it is active.
    const introspector = verified.kind === 'jwt' ? introspectorOf(verified) : undefined
    if (!introspector) return undefined
    const hash = (verified.hash ??= tokenHash(token))
    const kept = introspector.find(hash)
    if (kept) return judge(verified, kept, introspector, hash)
    return introspector
      .ask(token, hash, true)
      .then((answer) => judge(verified, answer, introspector, hash))
  }
}

function judge(
  verified: VerifiedToken,
  answer: Answer,
  introspector: Introspector,
  hash: string,
): void {
  const { claims, signer } = answer
  if (!claims) throw new Refused('inactive_token')
  checkTokenKind(claims)
  checkBoundKind(claims, verified.confirmation)
  const contradicted = contradiction(verified, claims, signer)
  if (contradicted !== undefined) throw new Refused('contradicted_token', contradicted)
  introspector.confirm(hash, answer)
}

/** Claims that say the same wherever they are, `cnf` with all that is in it. */
const REPEATED = ['sub', 'client_id', 'exp', 'jti', 'cnf']

/** What a response says differently; `undefined`: nothing. It may say less than the token. */
function contradiction(
  { issuer, signed }: VerifiedToken,
  response: JsonObject,
  signer: string | undefined,
): string | undefined {
  const { issuer: identifier, audiences } = issuer.profile
  const { iss = identifier, aud } = response
  if (iss !== identifier || (signer !== undefined && signer !== identifier)) return 'iss'
  if (aud !== undefined && !namesOneOf(aud, audiences)) return 'aud'
  return REPEATED.find(
    (name) => name in response && !isDeepStrictEqual(response[name], signed[name]),
  )
}

/** RFC 9701 §5: of the audiences of a token, a response may leave out those that are others'. */
function namesOneOf(aud: unknown, audiences: readonly string[]): boolean {
  const named: readonly unknown[] = Array.isArray(aud) ? aud : [aud]
  return audiences.some((one) => named.includes(one))
}
