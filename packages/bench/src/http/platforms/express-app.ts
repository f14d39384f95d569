import type { Server } from 'node:http'
import express, { type ErrorRequestHandler, type RequestHandler } from 'express'
import { HEALTH, ORDERS, type Route } from '../routes.js'
import type { Stopwatch } from '../stopwatch.js'

/** Starts an Express server with this guard in front of its orders. */
export function listenExpress(guard: RequestHandler | undefined, stopwatch?: Stopwatch): Server {
  const app = express().get(HEALTH.path, answer(HEALTH))
  if (stopwatch) app.use(passing(stopwatch.start))
  if (guard) app.use(guard)
  if (stopwatch) app.use(passing(stopwatch.stop))
  return app.get(ORDERS.path, answer(ORDERS)).use(answerRefusal).listen(0, '127.0.0.1')
}

function passing(mark: () => void): RequestHandler {
  return (_req, _res, next) => {
    mark()
    next()
  }
}

function answer({ body }: Route): RequestHandler {
  return (_req, res) => {
    res.json(body)
  }
}

// Express would write every refusal to the console.
const answerRefusal: ErrorRequestHandler = (error: { status?: number }, _req, res, _next) => {
  res.sendStatus(error.status ?? 500)
}
