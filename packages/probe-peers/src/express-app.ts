import express, { type ErrorRequestHandler, type RequestHandler } from 'express'
import { listen, ORDERS } from './listen.js'
import type { RunningApi } from './peer-api.js'

/** An Express application with this middleware in front of its route. */
export function expressApp(guard: RequestHandler): Promise<RunningApi> {
  const app = express().use(guard)
  app.get('/orders', (_req, res) => {
    res.json(ORDERS)
  })
  return listen(app.use(answerError))
}

/** Status and headers of an error, and no text: Express itself would write each to the console. */
const answerError: ErrorRequestHandler = (
  error: { readonly status?: number; readonly headers?: Readonly<Record<string, string>> },
  _req,
  res,
  _next,
) => {
  res.set(error.headers ?? {}).sendStatus(error.status ?? 500)
}
