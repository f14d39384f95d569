import type { DeliveryOutcome } from './notifier.js'
import { problemOf } from './problem-of.js'

/** Seconds that may pass before a message is sent once more. */
const MOST_SECONDS = 600

/** A request to send, and who sends it. */
export interface Post {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array<ArrayBuffer> | string
  readonly fetch: typeof fetch | undefined
}

/** What an answer is taken for: one that is not in either list, and not about later, is a `failed`. */
export interface Answers {
  readonly accepted: (status: number) => boolean
  readonly gone?: readonly number[]
}

/**
 * Sends one message, once. No redirect is followed, as where messages go was checked before, and no answer is
 * read: its status says it all.
 */
export async function post(
  { url, headers, body, fetch = globalThis.fetch }: Post,
  { accepted, gone = [] }: Answers,
  signal: AbortSignal,
): Promise<DeliveryOutcome> {
  let response: Response
  try {
    response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal })
  } catch (error) {
    return { outcome: 'retry', problem: problemOf(error) }
  }
  // Not read to its end, which may never come.
  response.body?.cancel().catch(() => undefined)
  // A `fetch` of the application's may follow all the same.
  if (response.redirected) return { outcome: 'failed', problem: 'redirected' }
  const { status } = response
  if (accepted(status)) return 'accepted'
  const problem = `status ${status}`
  if (gone.includes(status)) return { outcome: 'gone', problem }
  if (status !== 429 && status < 500) return { outcome: 'failed', problem }
  const retryAfter = secondsOf(response.headers.get('retry-after'))
  return { outcome: 'retry', problem, ...(retryAfter !== undefined && { retryAfter }) }
}

/** `Retry-After` (RFC 9110 §10.2.3), a number or a date; `undefined` where it is neither. */
function secondsOf(value: string | null): number | undefined {
  if (value === null) return undefined
  const seconds = /^\d{1,9}$/.test(value)
    ? Number(value)
    : Math.ceil((Date.parse(value) - Date.now()) / 1000)
  return Number.isNaN(seconds) ? undefined : Math.min(Math.max(seconds, 0), MOST_SECONDS)
}
