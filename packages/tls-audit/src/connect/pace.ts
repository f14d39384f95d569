import { setMaxListeners } from 'node:events'

/** How hard one endpoint is asked, and until when. */
export interface PaceOptions {
  /** Ends everything: the deadline, or the user. */
  readonly signal: AbortSignal
  /** Seconds for one exchange, from the first packet to the last. */
  readonly timeout: number
  /** How many connections at once. */
  readonly connections: number
  /** Seconds between the start of one connection and the next. */
  readonly pause: number
  /** How many connections altogether. */
  readonly maxConnections: number
}

/** Turns at an endpoint: each connection is made in one. */
export interface Pace {
  /**
   * Waits for a turn, and runs the task with a signal that ends it after `timeout`.
   *
   * @throws the reason of the signal when everything has ended; {@link TooManyConnections} after `maxConnections`.
   */
  turn<T>(task: (signal: AbortSignal) => Promise<T>): Promise<T>
}

/** An endpoint took more connections than it was to be asked for. */
export class TooManyConnections extends Error {
  constructor(limit: number) {
    super(`more than ${limit} connections were needed`)
    this.name = 'TooManyConnections'
  }
}

export function createPace({
  signal,
  timeout,
  connections,
  pause,
  maxConnections,
}: PaceOptions): Pace {
  // Each turn listens, and those of several endpoints share one signal: Node would warn of a leak.
  setMaxListeners(0, signal)
  const waiting: (() => void)[] = []
  let open = 0
  let made = 0
  let earliest = 0

  const enter = async (): Promise<void> => {
    // Whoever leaves hands its place on, so the number of open ones stays as it is.
    if (open >= connections) await new Promise<void>((resolve) => waiting.push(resolve))
    else open += 1
    const wait = earliest - performance.now()
    earliest = Math.max(earliest, performance.now()) + pause * 1000
    if (wait > 0) await sleep(wait, signal)
  }
  const leave = (): void => {
    const next = waiting.shift()
    if (next) next()
    else open -= 1
  }

  return {
    async turn(task) {
      await enter()
      try {
        signal.throwIfAborted()
        if (++made > maxConnections) throw new TooManyConnections(maxConnections)
        return await inTime(task, timeout, signal)
      } finally {
        leave()
      }
    },
  }
}

/**
 * Not by `AbortSignal.any` and `AbortSignal.timeout`: on Node 20 a signal made of these is never aborted
 * once garbage was collected, and a silent server would be waited for without end.
 */
async function inTime<T>(
  task: (signal: AbortSignal) => Promise<T>,
  timeout: number,
  signal: AbortSignal,
): Promise<T> {
  const turn = new AbortController()
  const end = (): void => turn.abort(signal.reason)
  const timer = setTimeout(
    () => turn.abort(new DOMException(`not finished within ${timeout} s`, 'TimeoutError')),
    timeout * 1000,
  )
  signal.addEventListener('abort', end, { once: true })
  try {
    return await task(turn.signal)
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', end)
  }
}

/** Comes back early, and quietly, when the signal ends it. */
function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, milliseconds)
    signal.addEventListener('abort', done, { once: true })
  })
}
