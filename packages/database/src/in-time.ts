import { DatabaseError } from './database-error.js'

/** What a promise becomes; rejects with a DatabaseError after so many milliseconds. Keeps no process alive. */
export async function inTime<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<never>((_resolve, reject) => {
    const fail = (): void => reject(new DatabaseError(`no answer within ${milliseconds} ms`))
    timer = setTimeout(fail, milliseconds).unref()
  })
  try {
    return await Promise.race([work, tooLate])
  } finally {
    clearTimeout(timer)
  }
}
