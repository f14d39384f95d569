import { unquoted } from '@countersign/database'
import type { LedgerContext } from '../context.js'
import { Pause } from './pause.js'

/** Milliseconds between two attempts; meanwhile, the followers look by themselves. */
const PAUSE = 1_000

/**
 * One connection that listens for what anybody records, for all followers of a ledger; one is opened again
 * where it was lost. Where there can be none, as behind pgbouncer, nothing is told.
 */
export class Listening {
  readonly #context: LedgerContext
  readonly #onNews: () => void
  readonly #pause = new Pause()
  #isWanted = false
  #isRunning = false
  #onEnd: (() => void) | undefined

  /** `onNews` is called at the beginning, too: nobody was told of what came before. */
  constructor(context: LedgerContext, onNews: () => void) {
    this.#context = context
    this.#onNews = onNews
  }

  start(): void {
    this.#isWanted = true
    if (!this.#isRunning) void this.#run()
  }

  stop(): void {
    this.#isWanted = false
    this.#pause.end()
    this.#onEnd?.()
  }

  async #run(): Promise<void> {
    this.#isRunning = true
    while (this.#isWanted) {
      await this.#listen().catch(nothing)
      if (this.#isWanted) await this.#pause.begin(PAUSE)
    }
    this.#isRunning = false
  }

  /** Comes back when the connection was lost, or is not wanted any more. */
  async #listen(): Promise<void> {
    const { database, schema } = this.#context
    let onLost = nothing
    const lost = new Promise<void>((resolve) => {
      onLost = resolve
    })
    const leave = await database.listen(unquoted(schema), this.#onNews, onLost)
    this.#onNews()
    this.#onEnd = onLost
    if (this.#isWanted) await lost
    this.#onEnd = undefined
    // A lost connection may not like to be told.
    await leave().catch(nothing)
  }
}

function nothing(): void {
  // There is nothing to be done.
}
