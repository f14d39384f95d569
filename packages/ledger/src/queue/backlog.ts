import { reasonOf } from '@countersign/database'
import type { Batch } from '../use.js'
import type { Announcer } from './announcer.js'
import type { Spool, SpooledBatch } from './spool.js'

/** A batch that waits, and what to do once it is written. */
export interface WaitingBatch {
  readonly batch: Batch
  done(): Promise<void>
}

/**
 * Batches that wait for the database, in their order: on disk, and in memory where there is no disk, or no
 * room on it.
 */
export class Backlog {
  readonly #spool: Spool | undefined
  readonly #announcer: Announcer
  /** Newer than all on disk. */
  readonly #held: Batch[] = []
  #heldUses = 0
  #hasFailed = false
  #unreadable: Error | undefined
  #writing: Promise<void> | undefined

  constructor(spool: Spool | undefined, announcer: Announcer) {
    this.#spool = spool
    this.#announcer = announcer
  }

  /** Uses in memory. */
  get heldUses(): number {
    return this.#heldUses
  }

  get spooledUses(): number {
    return this.#spool?.uses ?? 0
  }

  /** Whether some are in memory, because they cannot be on disk. */
  get isHolding(): boolean {
    return this.#held.length > 0
  }

  /** Whether the disk takes something, as far as is known. */
  get hasDisk(): boolean {
    return this.#spool?.isReady === true && !this.#hasFailed
  }

  /** Why the disk cannot be read; what may be there does not hold up the rest meanwhile. */
  get unreadable(): Error | undefined {
    return this.#unreadable
  }

  get isEmpty(): boolean {
    const isThrough = this.#unreadable !== undefined || (this.#spool?.batches ?? 0) === 0
    return this.#held.length === 0 && isThrough
  }

  /** Comes back when a batch is on disk, or cannot be for now. */
  async add(batch: Batch): Promise<void> {
    this.#held.push(batch)
    this.#heldUses += batch.uses.length
    await this.toDisk()
  }

  /**
   * The same at once: nothing else happens meanwhile. For when there is no time any more, as memory is full.
   * False: the disk does not take it now, and it is in memory.
   */
  addNow(batch: Batch): boolean {
    this.#held.push(batch)
    this.#heldUses += batch.uses.length
    if (!this.#spool) return false
    try {
      for (const held of this.#held.slice()) {
        this.#spool.writeNow(held)
        this.#wrote(held)
      }
      return true
    } catch (error) {
      this.#failed(error)
      return false
    }
  }

  /** Writes what is in memory to the disk, as far as that goes. Not to be called twice at a time. */
  async toDisk(): Promise<void> {
    if (!this.#spool) return
    this.#writing = this.#toDisk(this.#spool)
    await this.#writing
    this.#writing = undefined
  }

  async #toDisk(spool: Spool): Promise<void> {
    try {
      for (let [batch] = this.#held; batch; [batch] = this.#held) {
        const name = await spool.write(batch)
        if (this.#held.includes(batch)) this.#wrote(batch)
        // Meanwhile `addNow` has written it, too.
        else await spool.remove(name)
      }
      this.#hasFailed = false
    } catch (error) {
      this.#failed(error)
    }
  }

  async oldest(): Promise<WaitingBatch | undefined> {
    const spool = this.#spool
    for (;;) {
      const spooled = await this.#oldestOn(spool)
      if (spool && spooled)
        return { batch: spooled.batch, done: async () => spool.remove(spooled.name) }
      if (!this.#writing) break
      // What is on its way to the disk would be there a moment after it is in the database.
      await this.#writing
    }
    const [batch] = this.#held
    return batch && { batch, done: async () => this.#release(batch) }
  }

  async #oldestOn(spool: Spool | undefined): Promise<SpooledBatch | undefined> {
    try {
      const oldest = await spool?.oldest()
      this.#unreadable = undefined
      return oldest
    } catch (error) {
      this.#failed(error)
      this.#unreadable = new Error(`the spool cannot be read: ${reasonOf(error)}`)
      return undefined
    }
  }

  /** Whether anybody has left something on the disk. */
  async look(): Promise<boolean> {
    await this.#spool?.look()
    this.#unreadable = undefined
    return !this.isEmpty
  }

  /** Keeps a batch that the database will never take; false: this was done already. */
  async setAside(batch: Batch): Promise<boolean> {
    try {
      return this.#spool ? await this.#spool.setAside(batch) : true
    } catch (error) {
      this.#failed(error)
      return true
    }
  }

  /** Gives up what is in memory. */
  drop(): number {
    const uses = this.#heldUses
    this.#held.length = 0
    this.#heldUses = 0
    return uses
  }

  /** Told once, until it goes well again. */
  #failed(error: unknown): void {
    if (!this.#hasFailed)
      this.#announcer.tell({ event: 'failed', part: 'spool', error: reasonOf(error) })
    this.#hasFailed = true
  }

  #wrote(batch: Batch): void {
    this.#release(batch)
    this.#announcer.count('spooled', batch.uses.length)
  }

  #release(batch: Batch): void {
    const place = this.#held.indexOf(batch)
    if (place === -1) return
    this.#held.splice(place, 1)
    this.#heldUses -= batch.uses.length
  }
}
