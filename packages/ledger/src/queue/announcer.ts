import { LEDGER, type LedgerMessage } from '../channels.js'

type Counted = 'spooled' | 'lost' | 'suppressed'

/** Milliseconds between two messages of a kind: an outage must not flood the log that tells of it. */
const INTERVAL = 10_000

interface Tally {
  uses: number
  error: string
  toldAt: number
}

/** Tells `countersign:ledger` how the ledger is: each change at once, and what is counted now and then. */
export class Announcer {
  readonly #tallies: Record<Counted, Tally> = {
    spooled: { uses: 0, error: '', toldAt: -Infinity },
    lost: { uses: 0, error: '', toldAt: -Infinity },
    suppressed: { uses: 0, error: '', toldAt: -Infinity },
  }
  #timer: NodeJS.Timeout | undefined
  #due = Infinity

  tell(message: LedgerMessage): void {
    if (LEDGER.hasSubscribers) LEDGER.publish(message)
  }

  /** Adds to what is told: in a later turn, so that a listener of the channel is in nobody's way. */
  count(event: Counted, uses: number, error = ''): void {
    const tally = this.#tallies[event]
    tally.uses += uses
    tally.error = error
    this.#tellAt(Math.max(performance.now(), tally.toldAt + INTERVAL))
  }

  /** Tells what was not told yet. */
  close(): void {
    clearTimeout(this.#timer)
    for (const event of Object.keys(this.#tallies) as Counted[]) this.#tellOne(event)
  }

  /** Unless it is told before. */
  #tellAt(moment: number): void {
    if (moment >= this.#due) return
    clearTimeout(this.#timer)
    this.#due = moment
    this.#timer = setTimeout(() => this.#tellDue(), moment - performance.now()).unref()
  }

  #tellDue(): void {
    this.#due = Infinity
    for (const event of Object.keys(this.#tallies) as Counted[]) {
      const { uses, toldAt } = this.#tallies[event]
      if (uses > 0 && toldAt + INTERVAL > performance.now()) this.#tellAt(toldAt + INTERVAL)
      else this.#tellOne(event)
    }
  }

  #tellOne(event: Counted): void {
    const tally = this.#tallies[event]
    const { uses, error } = tally
    if (uses === 0) return
    tally.uses = 0
    tally.toldAt = performance.now()
    this.tell(event === 'lost' ? { event, uses, error } : { event, uses })
  }
}
