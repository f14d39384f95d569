import type { Approval } from '../../approval.js'
import type { Context } from '../../context.js'
import { OwnerError } from '../owner-error.js'
import type { Session } from '../sessions.js'

/** An approval of this person; rejects with an OwnerError, the same for one of somebody else and for none. */
export async function ownApproval(
  { directory }: Context,
  id: string,
  { person }: Session,
): Promise<Approval> {
  const approval = await directory.approvals.get(id)
  if (approval?.subject !== person.subject) throw new OwnerError('not_found')
  return approval
}
