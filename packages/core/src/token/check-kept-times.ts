import type { VerifiedToken } from '../cache/verified-token.js'
import { RefusedToken } from '../refused-token.js'
import { type ClaimRules, checkTimes } from './check-claims.js'

/** Whether a token that was verified before is good at this moment too; throws a RefusedToken. */
export function checkKeptTimes(verified: VerifiedToken, rules: ClaimRules, now: number): void {
  try {
    checkTimes(verified.signed, rules, now)
  } catch (thrown) {
    throw new RefusedToken(thrown, verified)
  }
}
