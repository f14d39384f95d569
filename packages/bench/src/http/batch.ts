import type { Holder } from './holder.js'
import { ORDERS } from './orders.js'
import type { Answer, Server } from './server.js'

/** Requests under way at a time, each on a connection that is kept. */
const AT_A_TIME = 8

const BODY = JSON.stringify(ORDERS)

/** Microseconds of CPU for each of so many requests, which must all be served. */
export async function cpuPerRequest(
  server: Server,
  holder: Holder,
  requests: number,
): Promise<number> {
  // Made just before: a proof does not stay good for long.
  const headers = Array.from({ length: requests }, () => holder.headers())
  const sendInTurn = async (): Promise<void> => {
    for (let next = headers.pop(); next; next = headers.pop()) {
      const answer = await server.ask(next)
      if (!isServed(answer)) throw new Error(`a good request was answered ${answer.status}`)
    }
  }
  const before = await server.cpu()
  await Promise.all(Array.from({ length: AT_A_TIME }, sendInTurn))
  return ((await server.cpu()) - before) / requests
}

/** Makes sure that a server lets nobody in without a proof, or with one for something else. */
export async function checkGuarded(server: Server, holder: Holder): Promise<void> {
  for (const headers of [holder.headersWithoutProof(), holder.headers('/elsewhere')]) {
    const { status } = await server.ask(headers)
    // RFC 6750 has 401 for both, and one may call them malformed.
    if (status !== 401 && status !== 400) throw new Error(`a bad request was answered ${status}`)
  }
  if (!isServed(await server.ask(holder.headers()))) throw new Error('a good request was refused')
}

function isServed({ status, body }: Answer): boolean {
  return status === 200 && body === BODY
}
