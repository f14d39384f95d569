import { STATUS_CODES } from 'node:http'
import { isAuthError } from '@countersign/core'
import type { ErrorRequestHandler } from 'express'

/**
 * Error middleware that answers an AuthError with a problem document (RFC 9457) instead of HTML.
 * Status and challenge stay as they are, and other errors go on to the next error handler.
 */
export function problemDetails(): ErrorRequestHandler {
  return function problemDetails(error: unknown, _req, res, next) {
    if (!isAuthError(error) || res.headersSent) {
      next(error)
      return
    }
    const { status, headers, expose, message } = error
    const title = STATUS_CODES[status]
    const problem = { type: 'about:blank', title, status, ...(expose && { detail: message }) }
    res.status(status).set(headers).type('application/problem+json').json(problem)
  }
}
