import { Worker } from 'node:worker_threads'
import { DatabaseError, databaseError } from './database-error.js'
import { inTime } from './in-time.js'
import type { Result } from './transaction.js'
import type { Answer, Question } from './worker-protocol.js'

// Beside this file; of sources, what is built: a thread of Node 20 runs no TypeScript.
const { url } = import.meta
const PROGRAM = new URL(`${url.endsWith('.ts') ? '../dist' : '.'}/pglite-worker.js`, url)

/** Milliseconds. Making a database takes seconds, and a crash may have left much to be done again. */
const START = 120_000
const STOP = 30_000

/** What a thread tells without having been asked. */
export interface ThreadListener {
  onNotice(channel: string, payload: string): void
  /** Once: it answers nothing any more. */
  onEnd(error: DatabaseError): void
}

interface Waiting {
  readonly resolve: (result: Result) => void
  readonly reject: (error: Error) => void
}

/** PGlite in a thread of its own. Once it has ended it does not come back. */
export class PGliteThread {
  readonly #worker: Worker
  readonly #listener: ThreadListener
  readonly #exit: Promise<void>
  readonly #opened: Promise<Result>
  readonly #waiting = new Map<number, Waiting>()
  #lastId = 0
  #error: DatabaseError | undefined

  constructor(folder: string, listener: ThreadListener) {
    this.#listener = listener
    this.#worker = new Worker(PROGRAM, {
      workerData: folder,
      name: 'countersign-database',
      // What the program of the user was started with need not be fit for this one.
      execArgv: [],
    })
    this.#worker.on('message', (answer: Answer) => this.#hear(answer))
    this.#worker.on('error', (error) => this.#end(databaseError(error)))
    this.#exit = new Promise((resolve) => {
      this.#worker.once('exit', () => {
        this.#end(new DatabaseError('the thread of the database has ended'))
        resolve()
      })
    })
    this.#opened = this.#answerTo(0)
  }

  get hasEnded(): boolean {
    return this.#error !== undefined
  }

  /** Comes back once the database is open. */
  async opened(): Promise<void> {
    await this.#within(START, this.#opened)
  }

  /** Runs one statement; where it takes longer, the thread is ended: nothing else stops it. */
  async run(sql: string, values: readonly unknown[], milliseconds: number): Promise<Result> {
    if (this.#error !== undefined) throw this.#error
    const id = ++this.#lastId
    this.#ask({ id, sql, values })
    return this.#within(milliseconds, this.#answerTo(id))
  }

  async close(): Promise<void> {
    if (this.#error === undefined) this.#ask({ close: true })
    this.#worker.ref()
    await inTime(STOP, this.#exit).catch(async () => this.#worker.terminate())
  }

  /** Comes back when it runs no more, and not before: two threads on one folder would destroy it. */
  async gone(): Promise<void> {
    await this.#exit
  }

  #ask(question: Question): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    this.#worker.postMessage(question)
  }

  /** A process that waits for an answer goes on until it is there; one that does not may end. */
  async #answerTo(id: number): Promise<Result> {
    this.#worker.ref()
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
    })
  }

  async #within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
    let isAnswered = false
    const answered = work.finally(() => {
      isAnswered = true
    })
    try {
      return await inTime(milliseconds, answered)
    } catch (error) {
      if (!isAnswered) {
        this.#end(databaseError(error))
        void this.#worker.terminate()
      }
      throw error
    }
  }

  #hear(answer: Answer): void {
    if (answer.kind === 'notice') this.#listener.onNotice(answer.channel, answer.payload)
    else if (answer.kind === 'opened') this.#settle(0)?.resolve({ rows: [] })
    else if (answer.kind === 'result') this.#settle(answer.id)?.resolve(answer.result)
    else if (answer.kind === 'refused') {
      const { message, code } = answer.error
      this.#settle(answer.id)?.reject(new DatabaseError(message, code))
    } else this.#end(new DatabaseError(answer.error.message, answer.error.code))
  }

  #settle(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id)
    this.#waiting.delete(id)
    if (this.#waiting.size === 0) this.#worker.unref()
    return waiting
  }

  #end(error: DatabaseError): void {
    if (this.#error !== undefined) return
    this.#error = error
    for (const { reject } of this.#waiting.values()) reject(error)
    this.#waiting.clear()
    this.#listener.onEnd(error)
  }
}
