/**
 * Does some work under a signal that ends with another one, or after so many seconds.
 * Rejects then and there, whether or not the work takes notice. Keeps no process alive.
 * `about`: what the message of the error begins with.
 */
export async function withDeadline<T>(
  seconds: number,
  parent: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
  about = '',
): Promise<T> {
  parent.throwIfAborted()
  // Not `AbortSignal.any` with `AbortSignal.timeout`: nothing but the timer holds on to such a
  // timeout, and that only weakly, so that it may be collected before it was ever due.
  const controller = new AbortController()
  const { signal } = controller
  const end = (): void => controller.abort(parent.reason)
  const late = (): void =>
    controller.abort(new Error(`${about}not finished within ${seconds} seconds`))
  const ended = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
  parent.addEventListener('abort', end)
  const timer = setTimeout(late, seconds * 1000)
  timer.unref()
  try {
    return await Promise.race([work(signal), ended])
  } finally {
    clearTimeout(timer)
    parent.removeEventListener('abort', end)
  }
}
