import { randomUUID } from 'node:crypto'
import { partyKey } from '../../desk/party-key.js'
import type { ApprovalState } from '../../state/approval-state.js'

/** Seconds that each `slow_down` adds to the interval of a request, for good (CIBA §11). */
const STEP = 5
/** More of them lead nowhere: the request is over by then. */
const MOST_STEPS = 120
/** Seconds: longer than a request lives. */
const KEPT = 900

export interface Pace {
  readonly tooFast: boolean
  /** Seconds until the next poll is welcome. */
  readonly wait: number
}

/** Watches how often a request is polled while it is undecided, over all instances. The first is never too fast. */
export class PollPacing {
  readonly #state: ApprovalState
  readonly #interval: number

  constructor(state: ApprovalState, interval: number) {
    this.#state = state
    this.#interval = interval
  }

  async poll(authReqId: string): Promise<Pace> {
    const window = partyKey('poll', authReqId)
    const slowed = partyKey('poll-slowed', authReqId)
    // Each step a member of its own: counted right, however many polls come at once.
    const steps = (await this.#state.linked(slowed)).length
    const wait = this.#interval + STEP * steps
    if (await this.#state.add(window, '1', wait)) return { tooFast: false, wait }
    if (steps >= MOST_STEPS) return { tooFast: true, wait }
    await this.#state.link(slowed, randomUUID(), KEPT)
    await this.#state.set(window, '1', wait + STEP)
    return { tooFast: true, wait: wait + STEP }
  }
}
