import type { Answer } from './answer-reader.js'
import type { Connection } from './connection.js'
import type { Pace } from './pace.js'
import type { Route } from './routes.js'

/**
 * Sends requests for a route, each connection its next one as soon as it has its answer, and as the pace
 * lets it go. Every one of them must be served: a figure of anything else would be worth nothing.
 */
export async function sendAll(
  connections: readonly Connection[],
  requests: readonly Buffer[],
  route: Route,
  pace?: Pace,
): Promise<void> {
  const body = JSON.stringify(route.body)
  let next = 0
  const sendInTurn = async (connection: Connection): Promise<void> => {
    for (let at = next++; ; at = next++) {
      const request = requests[at]
      if (!request) return
      if (pace) await pace(at)
      assertServed(await connection.ask(request), body)
    }
  }
  await Promise.all(connections.map(sendInTurn))
}

/** Throws unless an answer is a 200 with this body. */
export function assertServed({ status, body }: Answer, expected: string): void {
  if (status !== 200) throw new Error(`a good request was answered ${status}`)
  if (body !== expected) throw new Error('a good request was answered with something else')
}
