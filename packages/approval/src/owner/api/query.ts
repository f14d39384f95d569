import type { IncomingMessage } from 'node:http'
import { OwnerError } from '../owner-error.js'

// Of cursors: base64url, numbers, dots between them.
const VALUE = /^[\w.~:-]{1,200}$/

/** The one parameter that a query may have; `undefined`: there is none. Throws an OwnerError. */
export function queryOf(req: IncomingMessage, name: string): string | undefined {
  const target: unknown = 'originalUrl' in req ? req.originalUrl : req.url
  const [, ...query] = String(target).split('?')
  const pairs = [...new URLSearchParams(query.join('?'))]
  if (pairs.length === 0) return undefined
  const [[given, value]] = pairs as [[string, string]]
  if (pairs.length > 1 || given !== name || !VALUE.test(value)) throw new OwnerError('bad_request')
  return value
}
