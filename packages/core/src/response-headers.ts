import { hasQueryToken } from './credentials/parameters.js'
import type { TokenRequest } from './token-request.js'

const PRIVATE = Object.freeze({ 'Cache-Control': 'private' })
const NONE = Object.freeze({})

/**
 * Headers that the answer to an authenticated request has to carry. RFC 6750 §2.3: an answer to a
 * request whose URL holds the token must not enter a shared cache.
 */
export function responseHeadersFor(request: TokenRequest): Readonly<Record<string, string>> {
  return hasQueryToken(request.url) ? PRIVATE : NONE
}
