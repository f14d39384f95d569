import type { AuthContext } from '@countersign/core/adapter'
import { onExpiry } from '../expiry.js'
import { isObject } from './graphql-arguments.js'

const END: IteratorResult<never, undefined> = { done: true, value: undefined }

/** The events of a subscription, until its token expires. What is no stream of events stays as it is. */
export function untilExpiry(found: AuthContext, events: unknown): unknown {
  if (isIterator(events)) return new EventsUntilExpiry(found, events)
  const begin =
    isObject(events) && (events as Partial<AsyncIterable<unknown>>)[Symbol.asyncIterator]
  return typeof begin === 'function' ? new EventsUntilExpiry(found, begin.call(events)) : events
}

function isIterator(value: unknown): value is AsyncIterator<unknown> {
  return isObject(value) && typeof value['next'] === 'function'
}

class EventsUntilExpiry implements AsyncIterableIterator<unknown> {
  readonly #events: AsyncIterator<unknown>
  readonly #waiting = new Set<() => void>()
  readonly #forget: () => void
  #isOver = false

  constructor(found: AuthContext, events: AsyncIterator<unknown>) {
    this.#events = events
    this.#forget = onExpiry(found, () => {
      this.#end()
      // Nobody is there any more to be told if this fails.
      this.#close().catch(() => undefined)
    })
  }

  async next(): Promise<IteratorResult<unknown>> {
    if (this.#isOver) return END
    // One for each event: a promise that is always the same would keep all that ever waited.
    const { stopped, stop } = stoppable()
    this.#waiting.add(stop)
    try {
      return await Promise.race([this.#nextEvent(), stopped])
    } finally {
      this.#waiting.delete(stop)
    }
  }

  async return(): Promise<IteratorResult<unknown>> {
    this.#end()
    await this.#close()
    return END
  }

  async throw(error: unknown): Promise<IteratorResult<unknown>> {
    this.#end()
    await this.#close()
    throw error
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async #nextEvent(): Promise<IteratorResult<unknown>> {
    const event = await this.#events.next()
    if (event.done === true) this.#end()
    return this.#isOver ? END : event
  }

  async #close(): Promise<void> {
    await this.#events.return?.()
  }

  #end(): void {
    this.#isOver = true
    this.#forget()
    for (const stop of this.#waiting) stop()
  }
}

function stoppable(): { stopped: Promise<typeof END>; stop: () => void } {
  let resolve: ((end: typeof END) => void) | undefined
  const stopped = new Promise<typeof END>((settle) => (resolve = settle))
  return { stopped, stop: () => resolve?.(END) }
}
