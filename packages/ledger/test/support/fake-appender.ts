import { setTimeout } from 'node:timers/promises'
import { DatabaseError } from '@countersign/database'
import type { Appended } from '../../src/append/appender.js'
import type { Batch, NewUse } from '../../src/use.js'

type Mode = 'up' | 'away' | 'hanging' | 'unconfirmed'

/** A database that does what a test wants. */
export class FakeAppender {
  mode: Mode = 'up'
  /** Those that were committed, in their order. */
  readonly batches: Batch[] = []
  /** How often it was asked, and how many were asking at once. */
  calls = 0
  atOnce = 0
  mostAtOnce = 0
  /** Milliseconds that each batch takes, however large it is. */
  delay = 0
  /** Uses that it will never take. */
  refuses: (use: NewUse) => boolean = () => false
  #release: (() => void)[] = []

  get subjects(): readonly (string | null)[] {
    return this.batches.flatMap(({ uses }) => uses.map(({ subject }) => subject))
  }

  get counts(): number {
    return this.batches.flatMap(({ counts }) => counts).reduce((sum, { count }) => sum + count, 0)
  }

  /** What hangs goes on. */
  thaw(mode: Mode = 'up'): void {
    this.mode = mode
    const waiting = this.#release
    this.#release = []
    for (const release of waiting) release()
  }

  readonly append = async (batch: Batch): Promise<Appended> => {
    this.calls += 1
    this.atOnce += 1
    this.mostAtOnce = Math.max(this.mostAtOnce, this.atOnce)
    try {
      return await this.#append(batch)
    } finally {
      this.atOnce -= 1
    }
  }

  async #append(batch: Batch): Promise<Appended> {
    if (this.mode === 'hanging') {
      await new Promise<void>((resolve) => {
        this.#release.push(resolve)
      })
    }
    await (this.delay > 0 ? setTimeout(this.delay) : Promise.resolve())
    if (this.mode === 'away') throw errorOf('ECONNREFUSED')
    if (batch.uses.some((use) => this.refuses(use)))
      throw new DatabaseError('a value was refused', '22P05')
    const isRepeated = this.batches.some(({ id }) => id === batch.id)
    if (!isRepeated) this.batches.push(batch)
    if (this.mode === 'unconfirmed') throw errorOf('ECONNRESET')
    return { isRepeated, uses: isRepeated ? 0 : batch.uses.length, notable: [] }
  }
}

function errorOf(code: string): Error {
  return Object.assign(new Error('secret value'), { code })
}
