import type { Reason, RefusedMessage, VerifiedMessage } from '@countersign/core'

/** A 503: nobody can say anything about the token. */
export const UNAVAILABLE: Reason = 'dependency_unavailable'

/** The ones that a policy refuses for, once the token was verified. */
const OF_POLICIES: ReadonlySet<Reason> = new Set<Reason>([
  'step_up_required',
  'insufficient_scope',
  'policy_denied',
])

export type VerificationMessage = VerifiedMessage | RefusedMessage

/** Whether it tells of a policy, and not of a verification. */
export function isOfPolicy(message: VerificationMessage): boolean {
  return 'reason' in message && OF_POLICIES.has(message.reason)
}

/** How a verification ended, in attributes that are not bounded yet. */
export function outcomeOf(message: VerificationMessage): {
  readonly 'countersign.outcome': 'accepted' | 'refused' | 'failed'
  readonly 'countersign.reason': Reason | undefined
  readonly 'error.type': Reason | undefined
} {
  if (!('reason' in message)) {
    return {
      'countersign.outcome': 'accepted',
      'countersign.reason': undefined,
      'error.type': undefined,
    }
  }
  const { reason } = message
  const hasFailed = reason === UNAVAILABLE
  return {
    'countersign.outcome': hasFailed ? 'failed' : 'refused',
    'countersign.reason': reason,
    'error.type': hasFailed ? reason : undefined,
  }
}

/** Whose token it was, as far as its issuer stands for it, in attributes that are not bounded yet. */
export function whoseOf(message: VerificationMessage): {
  readonly 'countersign.issuer': string | undefined
  readonly 'countersign.client_id': string | undefined
} {
  const identity = 'reason' in message ? message.identity : message
  return { 'countersign.issuer': identity?.issuer, 'countersign.client_id': identity?.clientId }
}

/** What kind of token it was, in attributes that are not bounded yet. */
export function tokenOf(message: VerificationMessage): {
  readonly 'countersign.scheme': string | undefined
  readonly 'countersign.binding': string | undefined
  readonly 'countersign.token.kind': string | undefined
} {
  const identity = 'reason' in message ? message.identity : message
  return {
    'countersign.scheme': identity?.scheme,
    'countersign.binding': message.binding,
    'countersign.token.kind': message.kind,
  }
}
