/**
 * The value, or what a thenable becomes; rejects with an Error after so many seconds. Something of
 * somebody else's that never ends must not hold a request for ever. Keeps no process alive.
 */
export async function inTime<T>(seconds: number, value: T | PromiseLike<T>): Promise<T> {
  if (!isThenable(value)) return value
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<never>((_resolve, reject) => {
    const fail = (): void => reject(new Error(`no answer within ${seconds} seconds`))
    timer = setTimeout(fail, seconds * 1000).unref()
  })
  try {
    return await Promise.race([value, tooLate])
  } finally {
    clearTimeout(timer)
  }
}

/** The queries of many a database library are no real promises. */
function isThenable<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function'
}
