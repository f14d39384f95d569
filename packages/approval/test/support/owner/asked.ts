import { randomBytes } from 'node:crypto'
import type { Approval } from '../../../src/approval.js'
import { OpenRequests } from '../../../src/desk/open-requests.js'
import type { Person } from '../../../src/person.js'
import { RESOURCE, type World } from './owner-world.js'

/** Has a client ask somebody, and gives what they are asked. It shows the number 42. */
export async function ask(
  { context }: World,
  { subject }: Person,
  changes: Partial<Approval> = {},
): Promise<Approval> {
  const askedAt = Date.now()
  const approval: Approval = {
    id: randomBytes(16).toString('base64url'),
    subject,
    clientId: 'shop',
    wish: {
      scopes: ['read', 'write'],
      resource: RESOURCE,
      lifetime: 300,
      authorizationDetails: [],
      bindingMessage: 'W-4711',
      offline: false,
    },
    origin: { address: '192.0.2.7', network: '192.0.2.0/24', userAgent: 'shop/1.0' },
    askedAt,
    expiresAt: askedAt + 120_000,
    decision: undefined,
    decidedAt: undefined,
    decidedBy: undefined,
    granted: undefined,
    issuedAt: undefined,
    tokenExpiresAt: undefined,
    stoppedAt: undefined,
    ...changes,
  }
  const authReqId = randomBytes(32).toString('base64url')
  await new OpenRequests(context.state).keep(approval.id, { authReqId, number: '42' }, 600)
  await context.directory.approvals.add(approval)
  context.changes.tell(subject, approval.id)
  return approval
}
