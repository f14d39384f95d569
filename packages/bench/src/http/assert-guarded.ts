import type { Connection } from './connection.js'
import { ORDERS } from './routes.js'
import { assertServed } from './send-all.js'

/** RFC 6750 has 401 for all that is wrong with a token; some would rather call it malformed, or forbidden. */
const REFUSALS: ReadonlySet<number> = new Set([400, 401, 403])

/** Requests that are good, each of them new if it has to be; and bad ones, by what is wrong. */
export interface Attempts {
  readonly good: () => Buffer
  readonly bad: Readonly<Record<string, Buffer>>
}

/** Makes sure that a server refuses what is bad, whatever it has seen before, and serves what is good. */
export async function assertGuarded(
  connection: Connection,
  { good, bad }: Attempts,
): Promise<void> {
  const body = JSON.stringify(ORDERS.body)
  assertServed(await connection.ask(good()), body)
  for (const [fault, request] of Object.entries(bad)) {
    const { status } = await connection.ask(request)
    if (!REFUSALS.has(status)) throw new Error(`a request with ${fault} was answered ${status}`)
  }
  assertServed(await connection.ask(good()), body)
}
