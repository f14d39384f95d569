import type { AuthError } from './errors.js'
import type { PlainAnswer } from './protected-resource.js'
import { statusText } from './status-text.js'

/** The answer to a refused request, as a problem document (RFC 9457). Says nothing of our own failures. */
export function problemAnswer({ status, headers, expose, message }: AuthError): PlainAnswer {
  const title = statusText(status)
  const problem = { type: 'about:blank', title, status, ...(expose && { detail: message }) }
  return {
    status,
    headers: { ...headers, 'Content-Type': 'application/problem+json' },
    body: JSON.stringify(problem),
  }
}
