import { isUsageObserved, type ObservedResponse } from '../usage.js'
import type { KnownConnection } from './connection.js'

/** What becomes of the answer to a request, where there is no answer of Node's to watch. */
export class WebAnswer implements ObservedResponse {
  readonly destroyed: boolean
  /** Whether the platform tells when it was sent, so that nobody has to watch its body. */
  readonly isTold: boolean
  statusCode = 0
  headersSent = false
  #isEnded = false
  readonly #listeners: (() => void)[] = []

  constructor(request: Request, completed: Promise<unknown> | undefined) {
    const end = (): void => this.end()
    this.isTold = completed !== undefined
    completed?.then(end, end)
    // Where Deno tells that, it aborts what was sent, too.
    const signal = completed ? undefined : request.signal
    this.destroyed = signal?.aborted ?? false
    signal?.addEventListener('abort', end, { once: true })
  }

  once(_event: 'close', listener: () => void): void {
    this.#listeners.push(listener)
  }

  /** How it is answered: from here on the platform sends it. */
  begin(status: number): void {
    if (this.#isEnded) return
    this.statusCode = status
    this.headersSent = true
  }

  end(): void {
    if (this.#isEnded) return
    this.#isEnded = true
    for (const listener of this.#listeners) listener()
  }
}

const answers = new WeakMap<Request, WebAnswer>()

/**
 * What is to be watched of the answer to a request: Node's own, or ours, and the same however many ask;
 * `undefined`: nobody listens.
 */
export function webAnswerTo(
  request: Request,
  known: KnownConnection | undefined,
): ObservedResponse | undefined {
  if (!isUsageObserved()) return undefined
  if (known?.outgoing) return known.outgoing
  const answer = answers.get(request) ?? new WebAnswer(request, known?.completed)
  answers.set(request, answer)
  return answer
}

/** The same stream, which tells when it was read to its end, has failed, or is not wanted any more. */
export function watched(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  onEnd: () => void,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = stream.getReader()
  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read()
          if (!done) {
            controller.enqueue(value)
            return
          }
          controller.close()
        } catch (error) {
          controller.error(error)
        }
        onEnd()
      },
      async cancel(reason) {
        onEnd()
        await reader.cancel(reason)
      },
    },
    // Nothing is read before somebody asks for it.
    { highWaterMark: 0 },
  )
}
