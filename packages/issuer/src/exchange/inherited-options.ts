import type { IssueOptions } from '../tokens/issue-options.js'
import { pastTime, type TokenClaims } from '../tokens/token-claims.js'

type Inherited = Pick<IssueOptions, 'grantId' | 'authTime' | 'acr' | 'amr'>

/**
 * Further claims of the new token: those of the policy, and the session of the subject token, so that
 * ending it withdraws what was made from it. The policy cannot name another one.
 */
export function inheritedClaims(
  { sid }: TokenClaims,
  given: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  return typeof sid === 'string' ? { ...given, sid } : given
}

/**
 * What goes along from the subject token, as it is: the grant, so that withdrawing it withdraws what was
 * made from it; how the subject logged in; and the details, without which a scope could mean more. `now`
 * in milliseconds.
 */
export function inheritedOptions(subject: TokenClaims, now: number): Inherited {
  const { grant_id: grantId, auth_time: authTime, acr, amr } = subject
  return {
    ...(typeof grantId === 'string' && { grantId }),
    ...(typeof authTime === 'number' && { authTime: pastTime(authTime, now) }),
    ...(typeof acr === 'string' && { acr }),
    ...(Array.isArray(amr) && { amr: amr as readonly string[] }),
  }
}
