import { isAuthError } from '@countersign/core'
import type { ErrorRequestHandler } from 'express'

/** Nobody is signed in with this cookie, or not any more. */
export class SignedOut extends Error {}

/** Tells whoever asked what they can do something about, and the log the rest. */
export const answerErrors: ErrorRequestHandler = (error: unknown, _req, res, next) => {
  if (res.headersSent) {
    next(error)
    return
  }
  res.set('cache-control', 'no-store')
  if (error instanceof SignedOut) {
    res.status(401).json({ error: 'signed_out' })
    return
  }
  // A body that cannot be read.
  const { status } = Object(error) as { status?: unknown }
  if (status === 400 || status === 413 || status === 415) {
    res.status(status).json({ error: 'bad_request' })
    return
  }
  console.error(error)
  // Keys or withdrawals that cannot be had (503), or a service that is away: never the browser's fault.
  if (isAuthError(error)) res.status(error.status).set(error.headers)
  else res.status(502)
  res.json({ error: 'unavailable' })
}
