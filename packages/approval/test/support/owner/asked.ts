import type { Approval } from '../../../src/approval.js'
import { OpenRequests } from '../../../src/desk/open-requests.js'
import type { Person } from '../../../src/person.js'
import { approvalOf, newId } from '../samples.js'
import { RESOURCE, type World } from './owner-world.js'

/** Has a client ask somebody, and gives what they are asked. It shows the number 42. */
export async function ask(
  { context }: World,
  { subject }: Person,
  changes: Partial<Approval> = {},
): Promise<Approval> {
  const approval = approvalOf(subject, {
    askedAt: Date.now(),
    wish: {
      scopes: ['read', 'write'],
      resource: RESOURCE,
      lifetime: 300,
      authorizationDetails: [],
      bindingMessage: 'W-4711',
      offline: false,
    },
    ...changes,
  })
  await new OpenRequests(context.state).keep(approval.id, { authReqId: newId(), number: '42' }, 600)
  await context.directory.approvals.add(approval)
  context.changes.tell(subject, approval.id)
  return approval
}
