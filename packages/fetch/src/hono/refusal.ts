import { isAuthError } from '@countersign/core'
import { errorResponse } from '../responses.js'

/** The error, with what Hono's own error handler looks for: the response that answers it. */
export function answerable(error: unknown): unknown {
  if (isAuthError(error)) {
    const value = (): Response => errorResponse(error)
    Object.defineProperty(error, 'getResponse', { value, configurable: true })
  }
  return error
}
