import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { Use } from '@countersign/ledger'
import { phaseOf, type Approval } from '../../approval.js'
import { useView } from '../views/use-view.js'

/** Bytes that wait for a reader. One that is slower than that has to come again. */
const MOST_WAITING = 65_536

/** Milliseconds that a reader may take to make room for the next use. */
const LONGEST_PAUSE = 30_000

/** One open page, and what it was told. */
export class EventStream {
  readonly #res: ServerResponse
  readonly #ended = new AbortController()
  /** Approvals that are open, and what of them was told last. */
  #told: ReadonlyMap<string, string> = new Map()

  constructor(res: ServerResponse) {
    this.#res = res
    res.once('close', () => this.#ended.abort())
    // Writing to a connection that broke; `close` follows.
    res.on('error', () => undefined)
    res.setHeader('Content-Type', 'text/event-stream; charset=utf-8')
    // A proxy that collects answers would keep all of it to itself.
    res.setHeader('X-Accel-Buffering', 'no')
    res.writeHead(200)
    this.#write('retry: 2000\n\n')
  }

  /** Aborted once it is over, whoever has ended it. */
  get signal(): AbortSignal {
    return this.#ended.signal
  }

  end(): void {
    if (this.signal.aborted) return
    this.#ended.abort()
    // A reader that takes nothing would keep what waits for it in memory.
    if (this.#res.writableLength > 0) this.#res.destroy()
    else this.#res.end()
  }

  heartbeat(): void {
    this.#write(':\n\n')
  }

  approval(id: string): void {
    this.#write(`event: approvals\ndata: ${JSON.stringify({ id })}\n\n`)
  }

  /** Tells of what is not as it was at the last look; of the first look, all. */
  look(open: readonly Approval[], now: number): void {
    const seen = new Map(open.map((approval) => [approval.id, stateOf(approval, now)]))
    const before = this.#told
    this.#told = seen
    for (const [id, state] of seen) if (before.get(id) !== state) this.approval(id)
    for (const id of before.keys()) if (!seen.has(id)) this.approval(id)
  }

  /** Tells of uses as they come, as fast as they are read. */
  async follow(uses: AsyncIterable<Use>): Promise<void> {
    for await (const use of uses) {
      if (this.signal.aborted) return
      const data = JSON.stringify(useView(use))
      const hasRoom = this.#write(`id: ${use.sequence}\nevent: use\ndata: ${data}\n\n`)
      if (!hasRoom && !(await this.#drained())) this.#drop()
    }
  }

  async #drained(): Promise<boolean> {
    // Not `AbortSignal.any` with `AbortSignal.timeout`: on Node 20 such a signal may be collected before it was due.
    const pause = new AbortController()
    const end = (): void => pause.abort()
    const timer = setTimeout(end, LONGEST_PAUSE)
    this.signal.addEventListener('abort', end, { once: true })
    try {
      await once(this.#res, 'drain', { signal: pause.signal })
      return true
    } catch {
      return false
    } finally {
      clearTimeout(timer)
      this.signal.removeEventListener('abort', end)
    }
  }

  #write(text: string): boolean {
    if (this.signal.aborted) return false
    const hasRoom = this.#res.write(text)
    if (this.#res.writableLength > MOST_WAITING) this.#drop()
    return hasRoom
  }

  #drop(): void {
    this.#ended.abort()
    this.#res.destroy()
  }
}

function stateOf(approval: Approval, now: number): string {
  const { issuedAt, tokenExpiresAt } = approval
  return JSON.stringify([phaseOf(approval, now), issuedAt, tokenExpiresAt])
}
