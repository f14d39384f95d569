import type { Approval, Granted, Wish } from '../approval.js'
import { milliseconds } from './moments.js'
import { checkedId, checkedMoment, checkedName, cleanedOrNull, refused } from './values.js'

interface ApprovalRow {
  readonly id: string
  readonly subject: string
  readonly clientId: string
  readonly wish: string
  readonly address: string | null
  readonly network: string | null
  readonly userAgent: string | null
  readonly askedAt: number
  readonly expiresAt: number
  readonly decision: 'approved' | 'denied' | null
  readonly decidedAt: number | null
  readonly decidedBy: string | null
  readonly granted: string | null
  readonly issuedAt: number | null
  readonly tokenExpiresAt: number | null
  readonly stoppedAt: number | null
}

/** What {@link approvalOf} reads, of `approvals AS a`. */
export const APPROVAL_COLUMNS: string = `a.id, a.subject, a.client_id AS "clientId", a.wish, a.address, a.network,
  a.user_agent AS "userAgent", ${milliseconds('a.asked_at')} AS "askedAt",
  ${milliseconds('a.expires_at')} AS "expiresAt", a.decision, ${milliseconds('a.decided_at')} AS "decidedAt",
  a.decided_by AS "decidedBy", a.granted, ${milliseconds('a.issued_at')} AS "issuedAt",
  ${milliseconds('a.token_expires_at')} AS "tokenExpiresAt", ${milliseconds('a.stopped_at')} AS "stoppedAt"`

export function approvalOf(given: object): Approval {
  const row = given as ApprovalRow
  return {
    id: row.id,
    subject: row.subject,
    clientId: row.clientId,
    wish: wishOf(row.wish),
    origin: {
      address: row.address ?? undefined,
      network: row.network ?? undefined,
      userAgent: row.userAgent ?? undefined,
    },
    askedAt: row.askedAt,
    expiresAt: row.expiresAt,
    decision: row.decision ?? undefined,
    decidedAt: row.decidedAt ?? undefined,
    decidedBy: row.decidedBy ?? undefined,
    granted: row.granted === null ? undefined : (JSON.parse(row.granted) as Granted),
    issuedAt: row.issuedAt ?? undefined,
    tokenExpiresAt: row.tokenExpiresAt ?? undefined,
    stoppedAt: row.stoppedAt ?? undefined,
  }
}

function wishOf(text: string): Wish {
  const { scopes, resource, lifetime, authorizationDetails, bindingMessage, offline } = JSON.parse(
    text,
  ) as Partial<Wish> & Omit<Wish, 'bindingMessage'>
  return { scopes, resource, lifetime, authorizationDetails, bindingMessage, offline }
}

const LONGEST_WISH = 131_072
const LONGEST_GRANTED = 32_768
const LONGEST_USER_AGENT = 256

/** The values of a row, in the order of its columns. */
export function approvalValues(approval: Approval): readonly unknown[] {
  const { wish, origin, decision, granted } = approval
  if ((decision === undefined) !== (approval.decidedAt === undefined))
    throw refused('decidedAt', 'must be there with a decision, and with nothing else')
  const { issuedAt, tokenExpiresAt, stoppedAt } = approval
  if (decision !== 'approved' && (issuedAt ?? tokenExpiresAt ?? stoppedAt) !== undefined)
    throw refused('decision', 'must be a yes where something was issued, or stopped')
  return [
    checkedId('id', approval.id),
    checkedName('subject', approval.subject),
    checkedName('clientId', approval.clientId),
    jsonOf('wish', wish, LONGEST_WISH),
    cleanedOrNull(origin.address),
    cleanedOrNull(origin.network),
    cleanedOrNull(origin.userAgent, LONGEST_USER_AGENT),
    checkedMoment('askedAt', approval.askedAt),
    checkedMoment('expiresAt', approval.expiresAt),
    decision ?? null,
    momentOrNull('decidedAt', approval.decidedAt),
    cleanedOrNull(approval.decidedBy),
    grantedText(decision, granted),
    momentOrNull('issuedAt', issuedAt),
    momentOrNull('tokenExpiresAt', tokenExpiresAt),
    momentOrNull('stoppedAt', stoppedAt),
  ]
}

/** What was granted with a yes, and never without one. */
export function grantedText(
  decision: Approval['decision'],
  granted: Granted | undefined,
): string | null {
  if (decision !== 'approved') return null
  if (granted === undefined || granted.scopes.length === 0 || !(granted.lifetime > 0))
    throw refused('granted', 'must have scopes, and a lifetime')
  const { scopes, lifetime } = granted
  return jsonOf('granted', { scopes, lifetime }, LONGEST_GRANTED)
}

/** As ASCII escapes, JSON holds what no text of PostgreSQL does: NUL, and halves of surrogate pairs. */
function jsonOf(what: string, value: object, longest: number): string {
  const text = JSON.stringify(value)
  if (text.length <= longest) return text
  throw refused(what, `must have at most ${longest} characters as JSON`)
}

function momentOrNull(what: string, value: number | undefined): number | null {
  return value === undefined ? null : checkedMoment(what, value)
}
