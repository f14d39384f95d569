/**
 * What a promise becomes; rejects with an Error after so many milliseconds. Clients queue what they
 * cannot send, and a server may hang: neither may hold a request. Keeps no process alive.
 */
export async function inTime<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<never>((_resolve, reject) => {
    const fail = (): void => reject(new Error(`no answer within ${milliseconds} ms`))
    timer = setTimeout(fail, milliseconds).unref()
  })
  try {
    return await Promise.race([work, tooLate])
  } finally {
    clearTimeout(timer)
  }
}
