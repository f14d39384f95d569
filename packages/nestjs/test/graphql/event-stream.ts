/** Events that a test sends while somebody listens. */
export class EventStream<Event> implements AsyncIterableIterator<Event> {
  readonly #ready: Event[] = []
  readonly #waiting: ((result: IteratorResult<Event>) => void)[] = []
  isOpen = true

  send(event: Event): void {
    const next = this.#waiting.shift()
    if (next) next({ done: false, value: event })
    else this.#ready.push(event)
  }

  next(): Promise<IteratorResult<Event>> {
    const [event] = this.#ready.splice(0, 1)
    if (event !== undefined) return Promise.resolve({ done: false, value: event })
    return new Promise((resolve) => void this.#waiting.push(resolve))
  }

  return(): Promise<IteratorResult<Event>> {
    this.isOpen = false
    for (const next of this.#waiting.splice(0)) next({ done: true, value: undefined })
    return Promise.resolve({ done: true, value: undefined })
  }

  [Symbol.asyncIterator](): this {
    return this
  }
}
