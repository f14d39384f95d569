import type { Approval } from '../../approval.js'
import type { Context } from '../../context.js'
import type { ApprovalView, ScopeView } from '../api-types.js'
import type { Session } from '../sessions.js'
import { approvalItem } from './approval-item.js'
import { clientView } from './client-view.js'
import { earlierUses } from './earlier-uses.js'
import { offeredLifetimes } from './lifetimes.js'

/** Decisions on the same client that are shown. */
const EARLIER = 10

/** All that an owner is shown of a request. */
export async function approvalView(
  context: Context,
  approval: Approval,
  { devices }: Session,
): Promise<ApprovalView> {
  const { settings, directory } = context
  const { id, subject, clientId, wish, granted, origin, decidedBy, decision } = approval
  const [client, isKnown, last, uses] = await Promise.all([
    clientView(context, clientId),
    directory.approvals.knows(subject, clientId),
    directory.approvals.earlier(subject, clientId, EARLIER + 1),
    earlierUses(context, approval),
  ])
  const earlier = last.filter((other) => other.id !== id).slice(0, EARLIER)
  const now = Date.now()
  return {
    ...approvalItem(context, approval, client, now),
    now,
    scopes: wish.scopes.map((scope) => scopeView(context, wish.resource, scope)),
    granted: granted?.scopes,
    resourceIndicator: wish.resource,
    authorizationDetails: wish.authorizationDetails,
    bindingMessage: wish.bindingMessage,
    offline: wish.offline,
    lifetime: wish.lifetime,
    lifetimes: offeredLifetimes(wish.lifetime),
    grantedLifetime: granted?.lifetime,
    numberMatching: settings.numberMatching,
    origin: {
      address: origin.address,
      network: origin.network,
      userAgent: origin.userAgent,
    },
    // Its own yes makes nobody known before it.
    firstTime:
      decision === 'approved' ? !earlier.some((other) => other.decision === 'approved') : !isKnown,
    earlierUses: uses,
    earlier: earlier.flatMap(({ decision, decidedAt }) =>
      decision && decidedAt !== undefined ? [{ decision, at: decidedAt }] : [],
    ),
    decidedBy: devices.find((device) => device.id === decidedBy)?.name,
  }
}

function scopeView({ settings }: Context, resource: string, scope: string): ScopeView {
  const texts = settings.resources.get(resource)?.scopes ?? {}
  return { scope, text: (Object.hasOwn(texts, scope) ? texts[scope] : undefined) ?? scope }
}
