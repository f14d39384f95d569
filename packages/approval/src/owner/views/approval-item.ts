import { phaseOf, type Approval } from '../../approval.js'
import type { Context } from '../../context.js'
import type { ApprovalItem, ClientView } from '../api-types.js'

/** An approval, as lists have it. */
export function approvalItem(
  { settings }: Context,
  approval: Approval,
  client: ClientView,
  now: number,
): ApprovalItem {
  const { id, wish, askedAt, expiresAt, decidedAt, tokenExpiresAt, stoppedAt } = approval
  const resource = settings.resources.get(wish.resource)?.name ?? wish.resource
  const phase = phaseOf(approval, now)
  return {
    id,
    phase,
    client,
    resource,
    askedAt,
    expiresAt,
    decidedAt,
    tokenExpiresAt,
    stoppedAt,
  }
}
