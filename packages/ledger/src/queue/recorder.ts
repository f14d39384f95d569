import { randomUUID } from 'node:crypto'
import { setImmediate } from 'node:timers'
import { Pause, reasonOf } from '@countersign/database'
import type { NotedUse } from '../intake/noted-use.js'
import type { Batch, NewUse } from '../use.js'
import { Drainer } from './drainer.js'
import type { RecorderParts } from './recorder-parts.js'
import { Writer, type Append } from './writer.js'

/** Uses of a batch, at most. */
const MOST = 5_000
/** So many do not wait for the interval. */
const ENOUGH = 1_000
/** Milliseconds that the database may take before what waits goes to disk. */
const PATIENCE = 1_000
const LATE = 'the database does not answer in time'
/** Milliseconds between two batches of nothing but counts, on the disk: many small files would fill it. */
const COUNTS_INTERVAL = 10_000
/** Milliseconds between two looks for what other processes have left on the disk. */
const LOOK_INTERVAL = 10_000

/**
 * Has uses written: straight to the database while that answers, and by way of the backlog while it does
 * not, until all that has waited there is written. At the start too: earlier processes may have left some.
 */
export class Recorder {
  readonly #parts: RecorderParts
  readonly #writer: Writer
  readonly #drainer: Drainer
  readonly #patience = new Pause(true)
  #noted: NotedUse[] = []
  /** On its way to the database, and nowhere else. */
  #inHand: Batch | undefined
  #isBehind = true
  #isSoon = false
  #isClosed = false
  #isUnavailable = false
  #timer: NodeJS.Timeout | undefined
  #looking: NodeJS.Timeout | undefined
  #running: Promise<void> | undefined
  /** When counts alone may go to the disk, by `performance.now()`. */
  #countsDue = 0
  #lost = 0
  #lastError: string | undefined

  constructor(parts: RecorderParts) {
    this.#parts = parts
    this.#writer = new Writer(parts.onNotable)
    this.#drainer = new Drainer({
      backlog: parts.backlog,
      writer: this.#writer,
      onCaughtUp: (uses) => this.#caughtUp(uses),
      onProgress: () => this.#available(),
      onFailure: (error) => this.unavailable(error),
      onRefused: (batch, error) => this.lose(batch.uses.length, error),
    })
    // So that all is known when there is no time any more.
    void parts.backlog.look().catch(() => undefined)
  }

  get isBehind(): boolean {
    return this.#isBehind
  }

  /** Uses in memory. */
  get waiting(): number {
    return this.#noted.length + (this.#inHand?.uses.length ?? 0) + this.#parts.backlog.heldUses
  }

  get written(): number {
    return this.#writer.uses
  }

  get lost(): number {
    return this.#lost
  }

  get lastError(): string | undefined {
    return this.#lastError
  }

  /** The database is there. */
  open(append: Append): void {
    if (this.#isClosed) return
    this.#writer.open(append)
    this.#drainer.start()
    this.#looking = setInterval(() => void this.#look(), LOOK_INTERVAL).unref()
  }

  /** Runs in the turn of a request. */
  add(use: NotedUse): void {
    const { maxWaiting } = this.#parts
    if (this.waiting >= maxWaiting && !this.#makeRoom()) {
      this.lose(1, new Error('more uses wait than "maxWaiting" says'))
      return
    }
    this.#noted.push(use)
    if (this.#noted.length >= maxWaiting / 2) this.#patience.end()
    this.wake()
  }

  /** Something waits to be written. */
  wake(): void {
    if (this.#isClosed) return
    // Not unref'd: a process does not end by itself before it is written, or on the disk.
    this.#timer ??= setTimeout(() => this.#due(), this.#interval)
    if (this.#isSoon || this.#noted.length < this.#enough) return
    this.#isSoon = true
    setImmediate(() => void this.#run())
  }

  /** A timer that ends while something is being written leaves room for the next. */
  #due(): void {
    this.#timer = undefined
    void this.#run()
  }

  /** On the disk, batches must not become more than the database takes: there, each takes its time. */
  get #interval(): number {
    const { flushInterval } = this.#parts
    if (!this.#isDraining) return flushInterval
    return Math.max(flushInterval, Math.min(this.#writer.duration * 2, PATIENCE))
  }

  get #enough(): number {
    const { maxWaiting } = this.#parts
    return this.#isDraining ? Math.min(MOST, maxWaiting / 2) : Math.min(ENOUGH, maxWaiting / 4)
  }

  get #isDraining(): boolean {
    return this.#isBehind && this.#writer.isOpen && !this.#isUnavailable
  }

  /** Comes back once all that was told before is in the database; rejects where it cannot be written. */
  async flush(): Promise<void> {
    await this.#toBacklogOrDatabase()
    if (this.#isBehind) await this.#drainer.caughtUp()
  }

  /** Writes what waits until a limit is over, and puts on the disk what does not get that far. */
  async close(limit: Promise<unknown>): Promise<void> {
    if (this.#writer.isOpen) await Promise.race([this.flush().catch(() => undefined), limit])
    // What is not in the database by now goes to the disk.
    this.#isBehind = true
    this.#patience.end()
    await this.#toBacklogOrDatabase()
    this.#isClosed = true
    clearTimeout(this.#timer)
    clearInterval(this.#looking)
    this.#drainer.close()
    const { backlog } = this.#parts
    await backlog.toDisk()
    this.lose(backlog.drop(), new Error(this.#lastError ?? 'the ledger was closed'))
  }

  lose(uses: number, error: unknown): void {
    if (uses === 0) return
    this.#lost += uses
    this.#lastError = reasonOf(error)
    this.#parts.counters.add('lost', null, uses)
    this.#parts.announcer.count('lost', uses, this.#lastError)
    this.wake()
  }

  unavailable(error: unknown): void {
    this.#lastError = reasonOf(error)
    if (this.#isUnavailable) return
    this.#isUnavailable = true
    this.#parts.announcer.tell({ event: 'unavailable', error: this.#lastError })
  }

  #available(): void {
    if (!this.#isUnavailable) return
    this.#isUnavailable = false
    this.#parts.announcer.tell({ event: 'available' })
  }

  #caughtUp(uses: number): void {
    this.#isBehind = false
    this.#available()
    if (uses > 0) this.#parts.announcer.tell({ event: 'drained', uses })
    if (this.#hasSome) this.wake()
  }

  /** All that is there by now, also where some of it was being written already. */
  async #toBacklogOrDatabase(): Promise<void> {
    await this.#running
    this.#countsDue = 0
    await this.#run()
  }

  async #run(): Promise<void> {
    this.#running ??= this.#writeNoted().finally(() => this.#ran())
    await this.#running
  }

  async #writeNoted(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    for (let left = this.#noted.length; left >= 0; left -= MOST) {
      const batch = this.#take()
      if (batch) await this.#put(batch)
    }
  }

  #ran(): void {
    this.#running = undefined
    this.#isSoon = false
    if (this.#hasSome) this.wake()
  }

  /** Counts wait for uses where neither can leave the memory: batches of nothing else would fill it. */
  get #hasSome(): boolean {
    const { counters, backlog } = this.#parts
    if (this.#noted.length > 0) return true
    const isDue = !this.#isBehind || performance.now() >= this.#countsDue
    return isDue && !counters.isEmpty && !backlog.isHolding
  }

  #take(): Batch | undefined {
    if (!this.#hasSome) return undefined
    this.#countsDue = performance.now() + COUNTS_INTERVAL
    const uses = this.#noted.splice(0, MOST).flatMap((noted) => this.#useOf(noted))
    return { id: randomUUID(), uses, counts: this.#parts.counters.take() }
  }

  #useOf(noted: NotedUse): readonly NewUse[] {
    try {
      return [this.#parts.toUse(noted)]
    } catch (error) {
      this.lose(1, error)
      return []
    }
  }

  async #put(batch: Batch): Promise<void> {
    if (!this.#isBehind && (await this.#writesInTime(batch))) return
    await this.#parts.backlog.add(batch)
    if (this.#writer.isOpen) this.#drainer.start()
  }

  /** False: it is nowhere but here. */
  async #writesInTime(batch: Batch): Promise<boolean> {
    this.#inHand = batch
    const late = this.#patience.begin(PATIENCE).then(() => 'late' as const)
    const writing = this.#writer.write(batch)
    writing.catch(() => undefined)
    const outcome = await Promise.race([writing, late]).catch((error: unknown) => ({ error }))
    this.#patience.end()
    const isWaiting = this.#inHand === batch
    this.#inHand = undefined
    // It was written, or `makeRoom` has taken it.
    if (outcome === undefined || !isWaiting) return true
    this.#fallBehind(outcome === 'late' ? new Error(LATE) : outcome.error)
    return false
  }

  /**
   * Puts what is in memory on the disk in the turn of a request, as otherwise uses would be lost: where the
   * process is so busy that it comes to nothing else.
   */
  #makeRoom(): boolean {
    const { backlog } = this.#parts
    if (!backlog.hasDisk) return false
    this.#isBehind = true
    const inHand = this.#inHand
    this.#inHand = undefined
    let isWritten = true
    for (const batch of [inHand, this.#take()]) {
      if (batch && !backlog.addNow(batch)) isWritten = false
    }
    if (this.#writer.isOpen) this.#drainer.start()
    return isWritten
  }

  #fallBehind(error: unknown): void {
    this.#isBehind = true
    this.unavailable(error)
  }

  async #look(): Promise<void> {
    if (this.#isBehind) return
    try {
      if (!(await this.#parts.backlog.look()) || this.#isBehind) return
      this.#isBehind = true
      this.#drainer.start()
    } catch (error) {
      this.#lastError = reasonOf(error)
    }
  }
}
