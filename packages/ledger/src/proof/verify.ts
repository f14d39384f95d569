import type { LedgerContext } from '../context.js'
import type { Verification, VerifyOptions } from '../ledger-types.js'
import { ActionLog } from './action-log.js'
import { ChainWalk } from './chain-walk.js'
import { checkCheckpoints } from './checkpoints.js'
import { Findings } from './findings.js'
import { checkTotals } from './totals.js'

/**
 * Verifies the whole record, or one owner's part of it, page by page, while others write. Without secrets it
 * finds what was changed by somebody who did not make up all that follows as well.
 */
export async function verify(
  context: LedgerContext,
  secrets: readonly Uint8Array[],
  { owner, checkpoints = [] }: VerifyOptions = {},
): Promise<Verification> {
  const findings = new Findings()
  const log = new ActionLog(context, secrets, findings)
  const walk = new ChainWalk(context, log, findings)
  const { position } = await log.catchUp()
  if (!log.isLocked) {
    if (secrets.length > 0 && log.keyedFrom === undefined && position > 0) {
      findings.add({
        kind: 'changed',
        detail: 'nothing says that this record is hashed with a secret',
      })
    }
    await (owner ? walk.owner(owner) : walk.all())
    if (!owner) await checkTotals(context, log, walk, findings)
    await checkCheckpoints(context, log, checkpoints, findings)
    // Whatever else was found has changed this as well.
    if (!log.isSealed && findings.problems.length === 0) {
      findings.add({ kind: 'changed', detail: 'the end of the record is not as it was written' })
    }
  }
  const gaps = owner ? log.gaps.filter(({ kind }) => kind === 'retention') : log.gaps
  return {
    ok: findings.problems.length === 0,
    uses: walk.uses,
    chains: walk.chains,
    unkeyed: walk.unkeyed,
    gaps,
    problems: findings.problems,
  }
}
