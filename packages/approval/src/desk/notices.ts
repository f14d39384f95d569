import type { Approval } from '../approval.js'
import type { ApprovalClient } from '../client.js'
import type { Notice } from '../notify/notifier.js'
import type { Settings } from '../settings.js'

/** Milliseconds after which the summary of a token is of no use. */
const SUMMARY_LIFE = 86_400_000

/** Tells that somebody waits. What it is about stands on the page, signed in. */
export function askedNotice(
  settings: Settings,
  approval: Approval,
  { name }: ApprovalClient,
): Notice {
  const resource = settings.resources.get(approval.wish.resource)?.name ?? approval.wish.resource
  return {
    kind: 'asked',
    topic: approval.id,
    title: `${name} asks for access`,
    text: `To: ${resource}. Open the page to see what for, and to decide.`,
    url: approvalUrl(settings, approval.id),
    expiresAt: approval.expiresAt,
  }
}

/** Tells that the time of a token is over, and what was done with it. */
export function endedNotice(
  settings: Settings,
  approval: Approval,
  clientName: string,
  uses: { readonly accepted: number; readonly refused: number },
): Notice {
  const refused = uses.refused > 0 ? `, refused ${times(uses.refused)}` : ''
  return {
    kind: 'ended',
    topic: approval.id,
    title: `${clientName}: access has ended`,
    text: `Used ${times(uses.accepted)}${refused}.`,
    url: approvalUrl(settings, approval.id),
    expiresAt: (approval.tokenExpiresAt ?? approval.expiresAt) + SUMMARY_LIFE,
  }
}

/** Where an approval is on the owner's page. */
function approvalUrl({ issuer }: Settings, id: string): string {
  return `${issuer.replace(/\/$/, '')}/owner/approvals/${id}`
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`
}
