import type { RevocationEntries, RevocationEntry } from '@countersign/core/revocation'
import { Loading } from './loading.js'
import { Pause } from './pause.js'
import type { News, Position, SharedRevocations } from './shared-revocations.js'
import { Unwritten } from './unwritten.js'

export interface FollowerParts {
  readonly shared: SharedRevocations
  /** What this process knows, and goes by. */
  readonly known: RevocationEntries
  readonly maxEntries: number
  /** Milliseconds between two looks. */
  readonly poll: number
  /** Seconds in which others write back what a server has lost. */
  readonly settle: number
  /** Seconds that what was known then does, once it was everything. */
  readonly freshFor: number
  /** Milliseconds since the epoch. */
  readonly clock: () => number
  onLoaded(entries: number): void
  onRestored(entries: number): void
}

interface Waiting {
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

/** How many entries are written at a time. */
const BATCH = 256
/** What waits to be written when Redis comes back; more than that is found by comparing everything. */
const MOST_UNWRITTEN = 10_000
/** Milliseconds between two attempts, at most. */
const LONGEST_PAUSE = 1_000

/** The server has lately been started, or taken over: others may know more than it does. */
export class Unsettled extends Error {
  /** How long that may take. */
  readonly seconds: number

  constructor(seconds: number) {
    super('Redis has been started again, and what it may have lost is being written back')
    this.seconds = seconds
  }
}

/**
 * Keeps what a process knows, and what Redis knows, the same: one turn after the other, each of which
 * writes what waits to be written, and reads what is new. All that is not known to be there stays, and is
 * written again.
 */
export class RevocationFollower {
  readonly #parts: FollowerParts
  readonly #unwritten = new Unwritten(MOST_UNWRITTEN)
  readonly #pause = new Pause()
  #position: Position | undefined
  /** Whether Redis may be without something that does not wait to be written. */
  #mustCompare = false
  #loading: Loading | undefined
  #restoring: Generator<readonly RevocationEntry[]> | undefined
  #restored = 0
  /** Whether Redis has lost something that is known here, or may have, because it was lately started. */
  #isRestoring = false
  /** Whether there was a gap: what is missing there then others have to wait for. */
  #hasLost = false
  #waiting: Waiting[] = []
  /** By the clock, in milliseconds: when the last turn began that left nothing unread. */
  #currentAt = Number.NaN
  #isClosed = false
  /** Whether something tells when there is news. */
  isTold = false

  constructor(parts: FollowerParts) {
    this.#parts = parts
    void this.#follow()
  }

  get position(): Position | undefined {
    return this.#position
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  /** Whether everything was known lately. A clock that went back makes nothing newer. */
  get isFresh(): boolean {
    const { clock, freshFor } = this.#parts
    const age = clock() - this.#currentAt
    return age >= 0 && age <= freshFor * 1000
  }

  /** Comes back once everything is known that Redis knew when it was called. */
  async caughtUp(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#waiting.push({ resolve, reject })
      this.#next()
    })
  }

  /** Has everything read again, and goes by nothing before that is done. */
  compare(): void {
    this.#currentAt = Number.NaN
    this.#mustCompare = true
    this.#pause.end()
  }

  /** Comes back once Redis has an entry. If it rejects, the entry is written all the same, later. */
  async write(entry: RevocationEntry): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      if (this.#unwritten.hasRoom) {
        this.#unwritten.add(entry, [{ resolve, reject }])
        this.#next()
        return
      }
      // It is among what is known, and all of that will be compared.
      this.#mustCompare = true
      reject(new Error('too many withdrawals wait for Redis'))
    })
  }

  close(): void {
    this.#isClosed = true
    this.#pause.end()
    this.#fail(closed())
  }

  #next(): void {
    if (this.#isClosed) this.#fail(closed())
    else this.#pause.end()
  }

  async #follow(): Promise<void> {
    let failures = 0
    // What a server without memory or disk refuses to write must not keep from reading: whatever went
    // wrong, it is looked at next without anything to write.
    let writes = true
    let isRefused = false
    while (!this.#isClosed) {
      let isBehind = false
      try {
        isBehind = await this.#turn(writes)
        if (writes) isRefused = false
        if (!isRefused) {
          failures = 0
          isBehind ||= this.#unwritten.size > 0 || this.#restoring !== undefined
        }
        writes = true
      } catch (error) {
        failures += 1
        this.#unwritten.failed(error as Error)
        isBehind = writes
        isRefused = writes
        writes = false
      }
      if (!isBehind) await this.#pause.begin(this.#pauseAfter(failures))
    }
    // Those that the last turn would have left to the next one.
    this.#fail(closed())
  }

  #pauseAfter(failures: number): number {
    if (failures === 0 && this.isTold) return LONGEST_PAUSE
    return Math.min(this.#parts.poll * 2 ** failures, LONGEST_PAUSE)
  }

  /** Returns whether there is more to read at once. */
  async #turn(writes: boolean): Promise<boolean> {
    const { shared, clock } = this.#parts
    const begunAt = clock()
    const waiting = this.#waiting
    this.#waiting = []
    const mustCompare = this.#mustCompare
    this.#mustCompare = false
    try {
      this.#restore()
      const batch = writes ? this.#unwritten.first(BATCH) : []
      const news = await shared.sync(
        this.#position,
        batch.map(({ entry }) => entry),
        writes && this.#isRestoring,
      )
      this.#unwritten.written(batch, news)
      this.#take(news, mustCompare)
      if (this.#loading && (await this.#loading.next())) this.#loaded(this.#loading)
      const isBehind = this.#loading !== undefined || news.hasMore || this.#mustCompare
      if (isBehind) this.#waiting.unshift(...waiting)
      else this.#current(begunAt, news.age, waiting)
      return isBehind
    } catch (error) {
      // Perhaps it can be read all the same. Those that came meanwhile have a turn of their own.
      if (writes) this.#waiting.unshift(...waiting)
      else for (const { reject } of waiting) reject(error as Error)
      this.#mustCompare ||= mustCompare
      throw error
    }
  }

  #take({ isChained, age, entries, position }: News, mustCompare: boolean): void {
    const { shared, known, maxEntries, settle, clock } = this.#parts
    const now = clock() / 1000
    if (!isChained) {
      this.#hasLost = true
      this.#isRestoring = known.size > 0 && age < settle
    }
    if (!isChained || mustCompare) {
      this.#restoring = undefined
      this.#loading = new Loading(shared, known, maxEntries, () => clock() / 1000)
    }
    this.#loading?.note(entries)
    for (const entry of entries) known.hold(entry, now)
    this.#position = position
  }

  #loaded(loading: Loading): void {
    this.#loading = undefined
    this.#restoring = loading.missing()
    this.#restored = 0
    this.#parts.onLoaded(this.#parts.known.size)
  }

  #current(begunAt: number, age: number, waiting: readonly Waiting[]): void {
    const rest = this.#parts.settle - age
    // Who knew everything before the server was started again knows as much as it did.
    if (rest <= 0 || this.isFresh) this.#currentAt = begunAt
    for (const { resolve, reject } of waiting) {
      if (rest > 0) reject(new Unsettled(rest))
      else resolve()
    }
  }

  /** Looks at some of what is known, and has written back what Redis has lost of it. */
  #restore(): void {
    if (!this.#restoring || this.#unwritten.size >= BATCH) return
    const { done, value } = this.#restoring.next()
    if (done !== true) {
      for (const entry of value) this.#unwritten.add(entry)
      this.#restored += value.length
      this.#isRestoring ||= this.#hasLost && value.length > 0
      return
    }
    this.#restoring = undefined
    this.#isRestoring = false
    this.#hasLost = false
    if (this.#restored > 0) this.#parts.onRestored(this.#restored)
  }

  #fail(error: Error): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const { reject } of waiting) reject(error)
    this.#unwritten.failed(error)
  }
}

function closed(): Error {
  return new Error('the list was closed')
}
