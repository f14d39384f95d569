import type { Choice, DecisionOutcome } from '../../desk/desk.js'
import type { OwnerErrorCode } from '../api-types.js'
import { OwnerError } from '../owner-error.js'
import { shownCredential } from '../passkey/credential-checks.js'
import type { Room } from '../room.js'
import { list, members, oneOf, optional, text, whole } from '../schema.js'
import type { Session } from '../sessions.js'
import { approvalView } from '../views/approval-view.js'
import { ok, own, type Endpoints, type Reply } from './call.js'
import { ownApproval } from './own-approval.js'

const nothing = members({})
const denied = members({ block: optional(oneOf('day', 'forever')) })
const approved = members({ credential: shownCredential })
const chosen = members({
  scopes: list(text(1, 255), 0, 100),
  lifetime: whole(0, 86_400),
  number: optional(text(1, 8, /^\d+$/)),
})

const ERRORS: Readonly<Record<Exclude<DecisionOutcome, 'ok'>, OwnerErrorCode>> = {
  unknown: 'not_found',
  decided: 'decided',
  expired: 'expired',
  out_of_bounds: 'out_of_bounds',
  wrong_number: 'wrong_number',
  too_many_wrong_numbers: 'too_many_wrong_numbers',
}

/** Yes, no, and no more. */
export function decisionEndpoints({ context, questions }: Room): Endpoints {
  const { desk } = context

  /** As it is by now, and that it was theirs has been seen. */
  async function view(id: string, session: Session): Promise<Reply> {
    return ok(await approvalView(context, await ownApproval(context, id, session), session))
  }

  return {
    'POST approvals/ID/challenge': own(async (call, session) => {
      const { id } = call
      const { scopes, lifetime, number } = await call.body(chosen)
      if (new Set(scopes).size !== scopes.length) throw new OwnerError('bad_request')
      // In one order, whichever the page has: the digest is of the choice.
      const choice: Choice = { scopes: scopes.toSorted(), lifetime, number }
      await ownApproval(context, id, session)
      assertDecided(await desk.check(id, session.person.subject, choice))
      return ok({ options: await questions.ask(session, { kind: 'approve', id }, choice) })
    }),
    'POST approvals/ID/approve': own(async (call, session) => {
      const { id, network } = call
      const { credential } = await call.body(approved)
      await ownApproval(context, id, session)
      const shown = { response: credential, network }
      const choice = await questions.answered(session, { kind: 'approve', id }, shown)
      assertDecided(await desk.approve(id, session.device, choiceOf(choice)))
      return view(id, session)
    }),
    'POST approvals/ID/deny': own(async (call, session) => {
      const { block } = await call.body(denied)
      await ownApproval(context, call.id, session)
      assertDecided(await desk.deny(call.id, session.device, block))
      return view(call.id, session)
    }),
    'POST approvals/ID/stop': own(async (call, session) => {
      await call.body(nothing)
      await ownApproval(context, call.id, session)
      if (!(await desk.stop(call.id, session.device))) throw new OwnerError('nothing_to_stop')
      return view(call.id, session)
    }),
  }
}

function assertDecided(outcome: DecisionOutcome): void {
  if (outcome !== 'ok') throw new OwnerError(ERRORS[outcome])
}

/** What was put into the question comes out of it, but that JSON has no `undefined`. */
function choiceOf(content: unknown): Choice {
  const { scopes, lifetime, number } = chosen(content)
  return { scopes, lifetime, number }
}
