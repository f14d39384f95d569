import { STATUS_CODES } from 'node:http'
import type { AuthError } from '@countersign/core'

/** What a client is told of a refusal that is no answer of HTTP: what would be one, and never why. */
export interface RefusalPayload {
  /** As in other errors of Nest's. */
  readonly status: 'error'
  readonly message: string
  readonly statusCode: number
  /** Of RFC 6750, RFC 9449 or RFC 9470; left out where no credentials came, and on a 503. */
  readonly code?: string
  /** The challenge, and what else the answer would have. */
  readonly headers: Readonly<Record<string, string>>
}

export function refusalPayload(error: AuthError): RefusalPayload {
  const { status: statusCode, code, headers } = error
  const known = code === undefined ? {} : { code }
  return { status: 'error', message: safeMessage(error), statusCode, ...known, headers }
}

export function safeMessage({ expose, message, status }: AuthError): string {
  return expose ? message : (STATUS_CODES[status] ?? '')
}
