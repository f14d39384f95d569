import type { Server } from 'node:http'
import Koa, { type Middleware } from 'koa'
import { HEALTH, ORDERS, type Route } from '../routes.js'
import type { Stopwatch } from '../stopwatch.js'

/** Starts a Koa server with this guard in front of its orders. */
export function listenKoa(guard: Middleware | undefined, stopwatch?: Stopwatch): Server {
  const app = new Koa()
  // Koa would write what goes wrong to the console.
  app.silent = true
  app.use(answer(HEALTH))
  if (stopwatch) app.use(passing(stopwatch.start))
  if (guard) app.use(guard)
  if (stopwatch) app.use(passing(stopwatch.stop))
  return app.use(answer(ORDERS)).listen(0, '127.0.0.1')
}

function passing(mark: () => void): Middleware {
  return (_ctx, next) => {
    mark()
    return next()
  }
}

function answer({ path, body }: Route): Middleware {
  return (ctx, next) => {
    if (ctx.path !== path) return next()
    ctx.body = body
    return undefined
  }
}
