import { performance } from 'node:perf_hooks'
import { awake } from './awake.js'
import type { Connection } from './connection.js'
import { ORDERS } from './routes.js'
import { sendAll } from './send-all.js'
import type { Server } from './server.js'

/** What a server has come to in one turn. */
export interface Turn {
  /** Requests in a second. */
  readonly throughput: number
  /** Microseconds of CPU for a request: of all threads of the server, and of nobody else. */
  readonly cpu: number
}

/** Sends a server requests for its orders, and nobody else anything meanwhile. */
export async function takeTurn(
  server: Server,
  connections: readonly Connection[],
  requests: readonly Buffer[],
): Promise<Turn> {
  const used = await server.cpu()
  const began = performance.now()
  await awake(sendAll(connections, requests, ORDERS))
  const seconds = (performance.now() - began) / 1000
  const cpu = ((await server.cpu()) - used) / requests.length
  return { throughput: requests.length / seconds, cpu }
}
