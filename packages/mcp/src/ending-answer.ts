import type { EndedResponse } from './end-at-expiry.js'

/** The answer to a Web Request, which may have to end before its handler wants it to. */
export class EndingAnswer implements EndedResponse {
  readonly #listeners: (() => void)[] = []
  #isClosed = false
  #end: (() => void) | undefined
  headersSent = false
  destroyed: boolean

  constructor({ signal }: Request) {
    this.destroyed = signal.aborted
    signal.addEventListener('abort', () => this.close(), { once: true })
  }

  once(_event: 'close', listener: () => void): void {
    this.#listeners.push(listener)
  }

  /** Nothing more will be sent. */
  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    for (const listener of this.#listeners) listener()
  }

  end(): void {
    this.#end?.()
  }

  destroy(): void {
    this.destroyed = true
  }

  /** The same response, with a body that can be ended; without one, if that is over already. */
  of(response: Response): Response {
    this.headersSent = true
    const { body } = response
    if (body && !this.destroyed) return new Response(this.#ending(body), response)
    this.close()
    if (!body) return response
    body.cancel().catch(() => undefined)
    return new Response(null, response)
  }

  #ending(body: ReadableStream<Uint8Array<ArrayBuffer>>): ReadableStream<Uint8Array<ArrayBuffer>> {
    const reader = body.getReader()
    return new ReadableStream<Uint8Array<ArrayBuffer>>(
      {
        start: (controller) => {
          this.#end = () => {
            if (this.#isClosed) return
            this.close()
            controller.close()
            reader.cancel().catch(() => undefined)
          }
        },
        pull: async (controller) => {
          try {
            const { done, value } = await reader.read()
            // Ended in the meantime: it is closed, and takes nothing any more.
            if (this.#isClosed) return
            if (!done) controller.enqueue(value)
            else this.end()
          } catch (error) {
            this.close()
            throw error
          }
        },
        cancel: (reason) => {
          this.close()
          return reader.cancel(reason)
        },
      },
      // Nothing is read before somebody asks for it.
      { highWaterMark: 0 },
    )
  }
}
