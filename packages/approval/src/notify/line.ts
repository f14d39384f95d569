import { setMaxListeners } from 'node:events'
import type { Undelivered } from './notifier.js'
import { tryDelivery, type Tried } from './try-delivery.js'
import type { End, Waiting } from './waiting-delivery.js'

/** Milliseconds that one try may take. */
const TRY_TIME = 5_000
/** Milliseconds before the second, the third and the fourth try. */
const PAUSES = [1_000, 5_000, 20_000]

/** Bounds of one notifier. */
export interface LineLimits {
  /** Deliveries under way. */
  readonly active: number
  readonly waiting: number
}

interface Paused {
  readonly waiting: Waiting
  readonly timer: NodeJS.Timeout
}

/**
 * The deliveries of one notifier: those that wait, in the order they came, and those between two tries. No line
 * knows of another, so that a slow notifier is in nobody's way but its own.
 */
export class Line {
  readonly #limits: LineLimits
  readonly #ended: (waiting: Waiting, end: End) => void
  readonly #queue = new Map<string, Waiting>()
  readonly #paused = new Map<string, Paused>()
  readonly #closing = new AbortController()
  readonly #underWay = new Set<Waiting>()
  #isClosed = false
  #isDue = false
  #idle: (() => void) | undefined

  /** `ended` is told once of each delivery that was added. */
  constructor(limits: LineLimits, ended: (waiting: Waiting, end: End) => void) {
    this.#limits = limits
    this.#ended = ended
    // One for each that is under way: Node would take more than ten for a leak.
    setMaxListeners(0, this.#closing.signal)
  }

  get waiting(): number {
    return this.#queue.size + this.#paused.size
  }

  get active(): number {
    return this.#underWay.size
  }

  add(waiting: Waiting): void {
    if (this.#isClosed) return this.#ended(waiting, { outcome: 'dropped', problem: 'closed' })
    this.#replace(waiting.key)
    if (this.waiting >= this.#limits.waiting && !this.#makeRoom(waiting)) {
      return this.#ended(waiting, { outcome: 'dropped', problem: 'too many wait' })
    }
    this.#queue.set(waiting.key, waiting)
    this.#startSoon()
  }

  /** Drops what waits, and lets those under way end, for as many milliseconds. */
  async close(milliseconds: number): Promise<void> {
    this.#isClosed = true
    for (const waiting of this.#all()) {
      this.#remove(waiting.key)
      this.#ended(waiting, { outcome: 'dropped', problem: 'closed' })
    }
    if (this.active === 0) return
    const idle = new Promise<void>((resolve) => {
      this.#idle = resolve
    })
    const timer = setTimeout(() => this.#closing.abort(), milliseconds)
    await idle
    clearTimeout(timer)
  }

  /** In a later turn: whoever dispatches is in the middle of a request. */
  #startSoon(): void {
    if (this.#isDue) return
    this.#isDue = true
    setImmediate(() => {
      this.#isDue = false
      this.#start()
    })
  }

  #start(): void {
    for (const waiting of this.#queue.values()) {
      if (this.active >= this.#limits.active) return
      this.#queue.delete(waiting.key)
      void this.#run(waiting)
    }
  }

  async #run(waiting: Waiting): Promise<void> {
    const left = waiting.expiresAt - Date.now()
    // Said so that it holds for what is no number, too.
    if (!(left > 0)) return this.#ended(waiting, { outcome: 'expired' })
    this.#underWay.add(waiting)
    waiting.attempts++
    const time = Math.min(TRY_TIME, left)
    const tried = await tryDelivery(waiting.delivery, time, this.#closing.signal)
    this.#underWay.delete(waiting)
    this.#settle(waiting, tried)
    this.#start()
    if (this.active === 0) this.#idle?.()
  }

  #settle(waiting: Waiting, tried: Tried): void {
    if (tried === 'accepted') return this.#ended(waiting, { outcome: tried })
    const { outcome, problem } = tried
    if (outcome !== 'retry') return this.#ended(waiting, { outcome, problem })
    if (waiting.isReplaced) return this.#endReplaced(waiting)
    const pause = this.#pauseAfter(waiting, tried)
    if (pause === undefined) return this.#ended(waiting, { outcome: 'failed', problem })
    if (!(Date.now() + pause < waiting.expiresAt)) {
      return this.#ended(waiting, { outcome: 'expired', problem })
    }
    if (this.#isClosed) return this.#ended(waiting, { outcome: 'dropped', problem: 'closed' })
    const timer = setTimeout(() => this.#resume(waiting), pause)
    timer.unref()
    this.#paused.set(waiting.key, { waiting, timer })
  }

  /** Milliseconds until the next try; `undefined` if there is none. */
  #pauseAfter({ attempts }: Waiting, { retryAfter }: Required<Undelivered>): number | undefined {
    const pause = PAUSES[attempts - 1]
    return pause === undefined ? undefined : Math.max(pause, retryAfter * 1000)
  }

  #resume(waiting: Waiting): void {
    this.#paused.delete(waiting.key)
    this.#queue.set(waiting.key, waiting)
    this.#start()
  }

  #replace(key: string): void {
    for (const one of this.#underWay) if (one.key === key) one.isReplaced = true
    const older = this.#queue.get(key) ?? this.#paused.get(key)?.waiting
    if (older === undefined) return
    this.#remove(key)
    this.#endReplaced(older)
  }

  #endReplaced(waiting: Waiting): void {
    this.#ended(waiting, { outcome: 'dropped', problem: 'a newer one takes its place' })
  }

  /**
   * What is about the security of a person takes the place of the newest that is not: nobody shall keep the
   * news that a device was added from its owner by asking for a lot.
   */
  #makeRoom({ kind }: Waiting): boolean {
    if (kind !== 'security') return false
    const newest = this.#all().findLast((one) => one.kind !== 'security')
    if (newest === undefined) return false
    this.#remove(newest.key)
    this.#ended(newest, { outcome: 'dropped', problem: 'too many wait' })
    return true
  }

  #remove(key: string): void {
    this.#queue.delete(key)
    clearTimeout(this.#paused.get(key)?.timer)
    this.#paused.delete(key)
  }

  /** Those between two tries came before those that were not tried yet. */
  #all(): Waiting[] {
    return [...Array.from(this.#paused.values(), ({ waiting }) => waiting), ...this.#queue.values()]
  }
}
