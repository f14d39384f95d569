import type { Authentication } from '@countersign/core'
import { type AuthContext, secondsLeft } from '@countersign/core/adapter'
import type { Call } from './messages.js'

/** The part of `http.ServerResponse` that is ended. */
export interface EndedResponse {
  readonly headersSent: boolean
  /** Whether it was closed already: nobody will be told of that again. */
  readonly destroyed: boolean
  end(): unknown
  destroy(): unknown
  once(event: 'close', listener: () => void): unknown
}

/** The longest that a timer of Node waits, in milliseconds. */
const LONGEST_WAIT = 2 ** 31 - 1

/**
 * Whether an answer may be a stream that goes on and on: that of `GET`, and of a subscription. A call
 * that has begun in time may end in its own. `undefined`: nobody knows what the message is.
 */
export function mayOutliveToken(method: string, calls: readonly Call[] | undefined): boolean {
  if (method === 'GET') return true
  return !calls || calls.some((call) => call.method === 'subscriptions/listen')
}

/**
 * Ends an answer when its token expires, by the verifier's clock, tolerance and `maxTokenAge`. Throws a
 * ConfigError if the verifier is not what `createVerifier()` returned.
 */
export function endAtExpiry(response: EndedResponse, { verifier, auth }: AuthContext): void {
  if (!auth || response.destroyed) return
  let timer: NodeJS.Timeout | undefined

  function watch(known: Authentication<unknown>): void {
    const left = secondsLeft(verifier, known)
    if (left > 0) {
      timer = setTimeout(watch, Math.min(left * 1000, LONGEST_WAIT), known)
      timer.unref()
    } else if (response.headersSent) response.end()
    else response.destroy()
  }

  response.once('close', () => clearTimeout(timer))
  watch(auth)
}
