/** What a promise becomes; rejects after so many seconds. Keeps no process alive. */
export async function inTime<T>(seconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<never>((_resolve, reject) => {
    const fail = (): void => reject(new Error(`no answer within ${seconds} seconds`))
    timer = setTimeout(fail, seconds * 1000).unref()
  })
  try {
    return await Promise.race([work, tooLate])
  } finally {
    clearTimeout(timer)
  }
}
