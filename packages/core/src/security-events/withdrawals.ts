import { Refused } from '../refused.js'
import type { Revocation } from '../revocation/revocation-list.js'
import type { Named } from './subjects.js'

/** How what an event names becomes a withdrawal. */
export interface WithdrawalRules {
  /** Whose tokens are withdrawn. */
  readonly issuer: string
  /** Whether a session that is named is enough. */
  readonly withdraw: 'session' | 'subject'
  /** Seconds since the epoch: what was issued until then. */
  readonly before: number
}

/**
 * What has to be withdrawn on account of what an event names. Throws Refused where that is nothing:
 * whoever sent the event must not believe that it was honoured.
 */
export function withdrawalsOf(named: readonly Named[], rules: WithdrawalRules): Revocation[] {
  const { issuer, withdraw, before } = rules
  // A session beside it may be the same by another name, as an opaque one is.
  const hasSubject = named.some(({ subject }) => subject !== undefined)
  const revocations = named.flatMap(({ sessionId, subject, tokenId }): Revocation[] => {
    if (tokenId !== undefined) return [{ issuer, tokenId }]
    const session = sessionId === undefined ? [] : [{ issuer, sessionId }]
    // Otherwise tokens without a `sid` would go on.
    const isWhole = withdraw === 'subject' || sessionId === undefined
    if (!isWhole) return session
    if (subject === undefined) return hasSubject ? session : []
    return [...session, { issuer, subject, before }]
  })
  if (revocations.length === 0) throw new Refused('missing_claim', 'a subject that tokens have')
  return revocations
}
