import type { People } from '../person.js'

/** Milliseconds that the application may take to say who somebody is. */
const PATIENCE = 10_000

/** The same people, asked for a bounded time: one that never answers is a 503, and no page that hangs. */
export function boundedPeople(people: People): People {
  return {
    find: async (hint, client) => inTime('find', people.find(hint, client)),
    get: async (subject) => inTime('get', people.get(subject)),
    ...(people.findByToken && {
      findByToken: async (token, client) =>
        inTime('findByToken', people.findByToken?.(token, client)),
    }),
  }
}

async function inTime<T>(name: keyof People, answer: T | Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    const error = new Error(`people.${name}() did not answer within ${PATIENCE} ms`)
    timer = setTimeout(() => reject(error), PATIENCE)
  })
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
  }
}
