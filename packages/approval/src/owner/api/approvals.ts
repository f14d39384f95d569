import { phaseOf, type Approval } from '../../approval.js'
import type { ApprovalItem, ApprovalsView } from '../api-types.js'
import type { Room } from '../room.js'
import type { Session } from '../sessions.js'
import { approvalItem } from '../views/approval-item.js'
import { approvalView } from '../views/approval-view.js'
import { clientViews, viewIn } from '../views/client-view.js'
import { ok, own, type Endpoints } from './call.js'
import { ownApproval } from './own-approval.js'

const PAGE = 30

const WAITING = new Set(['waiting'])
const ACTIVE = new Set(['approved', 'active'])

/** What was asked for. */
export function approvalEndpoints({ context }: Room): Endpoints {
  const { approvals } = context.directory

  async function listed({ person }: Session, before: string | undefined): Promise<ApprovalsView> {
    const now = Date.now()
    const { subject } = person
    const [open, page] = await Promise.all([
      approvals.open(subject, now),
      approvals.of(subject, { before, limit: PAGE }),
    ])
    const clientIds = [...open, ...page.approvals].map(({ clientId }) => clientId)
    const clients = await clientViews(context, clientIds)
    const items = (list: readonly Approval[]): readonly ApprovalItem[] =>
      list.map((one) => approvalItem(context, one, viewIn(clients, one.clientId), now))
    const isOpen = (approval: Approval): boolean => {
      const phase = phaseOf(approval, now)
      return WAITING.has(phase) || ACTIVE.has(phase)
    }
    const opened = items(open)
    return {
      now,
      waiting: opened.filter(({ phase }) => WAITING.has(phase)),
      active: opened.filter(({ phase }) => ACTIVE.has(phase)),
      past: items(page.approvals.filter((approval) => !isOpen(approval))),
      next: page.next,
    }
  }

  return {
    'GET approvals': own(async (call, session) => ok(await listed(session, call.query('before')))),
    'GET approvals/ID': own(async ({ id }, session) => {
      const approval = await ownApproval(context, id, session)
      return ok(await approvalView(context, approval, session))
    }),
  }
}
