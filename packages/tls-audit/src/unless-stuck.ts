/** Seconds that are left to what is under way when everything has ended. */
const GRACE = 1

/**
 * Whatever a server does to us: a second after the end, nobody waits any more.
 *
 * @throws the reason of the signal; whatever the work throws.
 */
export function unlessStuck<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined
    const give = (): void => {
      timer = setTimeout(() => reject(signal.reason as Error), GRACE * 1000)
    }
    const stop = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', give)
    }
    if (signal.aborted) give()
    else signal.addEventListener('abort', give, { once: true })
    work.finally(stop).then(resolve, reject)
  })
}
