import { type AuthError, DependencyError } from './errors.js'

/**
 * The error to hand to a framework that sends the message of every error: one with a message that may
 * be sent, and the other as its cause, for the log.
 */
export function sendableError(error: AuthError): AuthError {
  if (error.expose) return error
  const { headers } = error
  return new DependencyError('The request cannot be decided at the moment', {
    cause: error,
    headers,
  })
}
