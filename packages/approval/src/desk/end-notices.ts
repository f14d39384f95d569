import type { Approval } from '../approval.js'
import type { Context } from '../context.js'
import { endedNotice } from './notices.js'

/** Tokens that are watched at once. */
const MOST = 10_000
/** Milliseconds after the end: the last use has been recorded by then. */
const LATER = 3_000

/**
 * Tells owners, when the time of a token is over, what was done with it. By the instance that issued it, and
 * lost with it: it is a courtesy, and the page has it anyway.
 */
export class EndNotices {
  readonly #context: Context
  readonly #timers = new Map<string, NodeJS.Timeout>()
  readonly #silence: () => void
  #isClosed = false

  constructor(context: Context) {
    this.#context = context
    this.#silence = context.changes.listen(({ approvalId }) => {
      void this.#watch(approvalId).catch(() => {})
    })
  }

  close(): void {
    this.#isClosed = true
    this.#silence()
    for (const timer of this.#timers.values()) clearTimeout(timer)
    this.#timers.clear()
  }

  async #watch(id: string): Promise<void> {
    const approval = await this.#context.directory.approvals.get(id)
    // Closed while it was looked.
    if (this.#isClosed) return
    clearTimeout(this.#timers.get(id))
    this.#timers.delete(id)
    if (approval?.tokenExpiresAt === undefined || approval.stoppedAt !== undefined) return
    const wait = approval.tokenExpiresAt + LATER - Date.now()
    // Of another instance, which has told by now, or will.
    if (wait < 0 || this.#timers.size >= MOST) return
    const timer = setTimeout(() => {
      this.#timers.delete(id)
      void this.#tell(approval).catch(() => {})
    }, wait)
    this.#timers.set(id, timer.unref())
  }

  async #tell({ id, tokenExpiresAt }: Approval): Promise<void> {
    const { directory, settings, state, dispatcher } = this.#context
    const approval = await directory.approvals.get(id)
    if (approval === undefined || approval.stoppedAt !== undefined) return
    if (approval.tokenExpiresAt !== tokenExpiresAt) return
    // Refreshed tokens end anew; each end is told once.
    if (!(await state.add(`ended:${id}:${tokenExpiresAt}`, '1', 3_600))) return
    const { issuer, people } = settings
    const { subject, clientId } = approval
    const [person, client, summary, devices] = await Promise.all([
      people.get(subject),
      this.#context.client(clientId),
      settings.ledger.owner({ issuer, subject }).summary({ approval: id }),
      directory.devices.of(subject),
    ])
    if (person === undefined) return
    const notice = endedNotice(settings, approval, client?.name ?? clientId, summary)
    dispatcher.dispatch(notice, { person, devices }, id)
  }
}
