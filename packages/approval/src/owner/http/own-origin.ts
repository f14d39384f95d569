import type { IncomingMessage } from 'node:http'
import type { Settings } from '../../settings.js'
import { OwnerError } from '../owner-error.js'

/** Whether a method only reads (RFC 9110 §9.2.1). */
export function isSafe(method: string | undefined): boolean {
  return method === 'GET' || method === 'HEAD'
}

/**
 * Refuses what another site has made a browser send. Other hosts of the same site are others, too: cookies
 * alone would let them through. Throws an OwnerError.
 */
export function assertOwnOrigin({ method, headers }: IncomingMessage, { origin }: Settings): void {
  const { origin: from, 'sec-fetch-site': site = 'same-origin' } = headers
  const isTyped = site === 'none' && isSafe(method)
  if (site !== 'same-origin' && !isTyped) throw new OwnerError('wrong_origin')
  if (!isSafe(method) && from !== origin) throw new OwnerError('wrong_origin')
}
