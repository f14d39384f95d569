import type { Appended } from '../append/appender.js'
import type { NotableMessage } from '../notable.js'
import type { Batch } from '../use.js'

export type Append = (batch: Batch) => Promise<Appended>

const REMEMBERED = 1_000

/**
 * Writes batches to the database, one at a time: a database that hangs is not asked for more and more, and
 * keeps no more than one connection of a pool.
 */
export class Writer {
  readonly #onNotable: (messages: readonly NotableMessage[]) => void
  /** Batches that were lately counted: one that was not confirmed in time is written once more. */
  readonly #counted = new Set<string>()
  #append: Append | undefined
  #busy: Promise<unknown> = Promise.resolve()
  #uses = 0
  #duration = 0

  constructor(onNotable: (messages: readonly NotableMessage[]) => void) {
    this.#onNotable = onNotable
  }

  /** Uses that were written. */
  get uses(): number {
    return this.#uses
  }

  /** Milliseconds that the last one took. */
  get duration(): number {
    return this.#duration
  }

  get isOpen(): boolean {
    return this.#append !== undefined
  }

  open(append: Append): void {
    this.#append = append
  }

  /** Comes back once a batch is committed; rejects where it may not be. */
  async write(batch: Batch): Promise<void> {
    const writing = this.#busy.then(async () => this.#write(batch))
    this.#busy = writing.catch(() => undefined)
    await writing
  }

  async #write(batch: Batch): Promise<void> {
    if (!this.#append) throw new Error('the database was not reached yet')
    const begin = performance.now()
    const { notable } = await this.#append(batch)
    this.#duration = performance.now() - begin
    this.#count(batch)
    this.#onNotable(notable)
  }

  #count({ id, uses }: Batch): void {
    if (this.#counted.has(id)) return
    if (this.#counted.size >= REMEMBERED) this.#counted.clear()
    this.#counted.add(id)
    this.#uses += uses.length
  }
}
