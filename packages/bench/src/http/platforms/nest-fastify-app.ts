import type { Server } from 'node:http'
import { FastifyAdapter } from '@nestjs/platform-fastify'
import { listenNest } from './nest-app.js'
import type { FastifyGuard } from './nest-fastify-guards.js'
import type { Stopwatch } from '../stopwatch.js'

/** Starts a Nest server on Fastify with this guard in front of its orders. */
export function listenNestFastify(guard: FastifyGuard, stopwatch?: Stopwatch): Promise<Server> {
  const adapter = new FastifyAdapter()
  guard.prepare?.(adapter)
  return listenNest(adapter, guard, stopwatch)
}
