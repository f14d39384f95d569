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

/**
 * What so many turns of a server come to together, of all that it has had: as the collector of garbage is
 * at work in some of them only, none tells alone what it costs. They have to be equally long.
 */
export function togetherOf(turns: readonly Turn[], count: number): readonly Turn[] {
  return Array.from({ length: turns.length / count }, (_, at) => {
    const some = turns.slice(at * count, (at + 1) * count)
    return {
      throughput: 1 / meanOf(some.map(({ throughput }) => 1 / throughput)),
      cpu: meanOf(some.map(({ cpu }) => cpu)),
    }
  })
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
