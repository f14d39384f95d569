import type { AuthorizationDetail, IssueOptions } from '../tokens/issue-options.js'
import type { TokenClaims } from '../tokens/token-claims.js'

type Inherited = Pick<IssueOptions, 'grantId' | 'authTime' | 'acr' | 'amr' | 'authorizationDetails'>

/**
 * What goes along from the subject token, as it is: the grant, so that withdrawing it withdraws what was
 * made from it; how the subject logged in; and the details, without which a scope could mean more.
 */
export function inheritedOptions(subject: TokenClaims): Inherited {
  const {
    grant_id: grantId,
    auth_time: authTime,
    acr,
    amr,
    authorization_details: details,
  } = subject
  return {
    ...(typeof grantId === 'string' && { grantId }),
    ...(typeof authTime === 'number' && { authTime }),
    ...(typeof acr === 'string' && { acr }),
    ...(Array.isArray(amr) && { amr: amr as readonly string[] }),
    ...(Array.isArray(details) && {
      authorizationDetails: details as readonly AuthorizationDetail[],
    }),
  }
}
