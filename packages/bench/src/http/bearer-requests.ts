import type { Attempts } from './assert-guarded.js'
import { requestFor } from './requests.js'
import { ORDERS } from './routes.js'
import type { TokenSource } from './token-source.js'

/** A request for the orders with this token. */
export function bearerRequest(token: string): Buffer {
  return requestFor(ORDERS, { authorization: `Bearer ${token}` })
}

/** What every guard has to tell apart before it is measured. */
export async function bearerAttempts(source: TokenSource): Promise<Attempts> {
  const [token = ''] = await source.tokens(1)
  const bad = Object.entries(await source.badTokens())
  return {
    good: () => bearerRequest(token),
    bad: {
      'no token': requestFor(ORDERS),
      ...Object.fromEntries(bad.map(([fault, token]) => [fault, bearerRequest(token)])),
    },
  }
}
