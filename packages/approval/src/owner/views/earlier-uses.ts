import type { Approval } from '../../approval.js'
import type { Context } from '../../context.js'
import type { ApprovalView } from '../api-types.js'

/** Milliseconds: nobody waits for the record to decide. */
const LONGEST = 2_000

/** What a client did with the owner's tokens before; `undefined`: the record does not say. */
export async function earlierUses(
  { settings }: Context,
  { subject, clientId, askedAt }: Approval,
): Promise<ApprovalView['earlierUses']> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), LONGEST).unref()
  })
  try {
    const view = settings.ledger.owner({ issuer: settings.issuer, subject })
    const summary = view.summary({ client: clientId, to: new Date(askedAt) })
    const tally = await Promise.race([summary, tooLate])
    return tally && { uses: tally.uses, last: tally.last?.getTime() }
  } catch {
    // Away, or told to keep clients to itself.
    return undefined
  } finally {
    clearTimeout(timer)
  }
}
