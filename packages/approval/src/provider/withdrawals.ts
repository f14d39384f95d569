import type { Context } from '../context.js'
import { REMEMBERED } from '../desk/remembered.js'
import { reportFailure } from './report-failure.js'

/** Makes it known that a grant has ended at the provider: its tokens are refused from then on. */
export class Withdrawals {
  readonly #context: Context

  constructor(context: Context) {
    this.#context = context
  }

  /** Never rejects: what fails is told, and the other steps are done. */
  async withdraw(grantId: string): Promise<void> {
    const { issuer } = this.#context.settings
    const steps = [this.#revoke(grantId), this.#stop(grantId)]
    for (const outcome of await Promise.allSettled(steps)) {
      if (outcome.status === 'rejected') reportFailure(issuer, 'withdrawal', outcome.reason)
    }
  }

  async #revoke(grantId: string): Promise<void> {
    const { issuer, revocation } = this.#context.settings
    const expiresAt = Math.ceil(Date.now() / 1000) + REMEMBERED
    await revocation.revoke({ issuer, grantId, expiresAt })
  }

  async #stop(grantId: string): Promise<void> {
    const { directory, changes } = this.#context
    const at = Date.now()
    const stopped = await directory.approvals.stop(grantId, at)
    const approval = stopped ? await directory.approvals.get(grantId) : undefined
    if (!approval) return
    const { subject, clientId } = approval
    await directory.history.add(subject, { at, kind: 'stopped', clientId, approvalId: grantId })
    changes.tell(subject, grantId)
  }
}
