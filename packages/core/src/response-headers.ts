import type { Authentication } from './authentication.js'
import { hasQueryToken } from './credentials/parameters.js'
import type { TokenRequest } from './token-request.js'
import { ownResponseHeadersOf } from './token/provenance.js'

const PRIVATE = Object.freeze({ 'Cache-Control': 'private' })

/**
 * Headers that the answer to an authenticated request has to carry. RFC 6750 §2.3: an answer to a
 * request whose URL holds the token must not enter a shared cache. RFC 9449 §8.2: nor must one that
 * hands out the next nonce enter any.
 */
export function responseHeadersFor(
  request: TokenRequest,
  auth: Authentication<unknown>,
): Readonly<Record<string, string>> {
  const own = ownResponseHeadersOf(auth)
  return hasQueryToken(request.url) ? { ...PRIVATE, ...own } : own
}
