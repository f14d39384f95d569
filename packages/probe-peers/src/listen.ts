import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { RunningApi } from './peer-api.js'

/** What every route answers to a token that it takes. */
export const ORDERS = { orders: [] } as const

/** Serves the route on a free port of loopback. */
export async function listen(listener: RequestListener): Promise<RunningApi> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${portOf(server.address())}/orders`,
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

/** Of an address that a server listens on. */
export function portOf(address: string | { readonly port: number } | null): number {
  if (typeof address === 'object' && address !== null) return address.port
  throw new TypeError('the server listens on no port')
}
