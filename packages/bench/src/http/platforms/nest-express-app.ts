import type { Server } from 'node:http'
import { ExpressAdapter } from '@nestjs/platform-express'
import { listenNest } from './nest-app.js'
import type { NestGuard } from './nest-guards.js'
import type { Stopwatch } from '../stopwatch.js'

/** Starts a Nest server on Express with this guard in front of its orders. */
export function listenNestExpress(guard: NestGuard, stopwatch?: Stopwatch): Promise<Server> {
  return listenNest(new ExpressAdapter(), guard, stopwatch)
}
