import type { Delivery, DeliveryOutcome, Undelivered } from './notifier.js'
import { plainLine } from './plain-text.js'
import { problemOf } from './problem-of.js'

const LONGEST_PROBLEM = 100
/** Seconds. */
const LONGEST_PAUSE = 600

/** Accepted, or what has come of a try instead. */
export type Tried = 'accepted' | Required<Undelivered>

/**
 * Tries once; never rejects. Comes back after so many milliseconds, or once `closing` is aborted, whether or
 * not the notifier takes notice.
 */
export async function tryDelivery(
  delivery: Delivery,
  milliseconds: number,
  closing: AbortSignal,
): Promise<Tried> {
  const controller = new AbortController()
  const { signal } = controller
  const end = (): void => controller.abort()
  const ended = new Promise<DeliveryOutcome>((resolve) => {
    const late = { outcome: 'retry', problem: 'no answer in time' } as const
    signal.addEventListener('abort', () => resolve(late), { once: true })
  })
  const timer = setTimeout(end, milliseconds)
  timer.unref()
  closing.addEventListener('abort', end)
  if (closing.aborted) end()
  try {
    return triedOf(await Promise.race([sent(delivery, signal), ended]))
  } finally {
    clearTimeout(timer)
    closing.removeEventListener('abort', end)
  }
}

async function sent(delivery: Delivery, signal: AbortSignal): Promise<DeliveryOutcome> {
  try {
    return await delivery.send(signal)
  } catch (error) {
    return { outcome: 'retry', problem: problemOf(error) }
  }
}

/** A notifier may be anybody's: what it says is checked, and what is none of the outcomes is a failure. */
function triedOf(said: DeliveryOutcome): Tried {
  if (said === 'accepted') return said
  const { outcome, problem, retryAfter } = Object(
    typeof said === 'string' ? { outcome: said } : said,
  ) as { readonly [Name in keyof Undelivered]?: unknown }
  if (outcome !== 'gone' && outcome !== 'retry' && outcome !== 'failed') {
    return { outcome: 'failed', problem: 'no outcome', retryAfter: 0 }
  }
  const seconds = typeof retryAfter === 'number' ? retryAfter : 0
  return {
    outcome,
    problem: typeof problem === 'string' ? plainLine(problem, LONGEST_PROBLEM) : '',
    retryAfter: seconds > 0 ? Math.min(seconds, LONGEST_PAUSE) : 0,
  }
}
