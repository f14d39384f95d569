import { isAuthError } from '@countersign/core'
import { problemAnswer } from '@countersign/core/adapter'
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
    const { status, headers, body } = problemAnswer(error)
    res.status(status).set(headers).send(body)
  }
}
