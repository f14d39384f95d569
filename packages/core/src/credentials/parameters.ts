import { trimmed } from './trimmed.js'
import type { TokenRequest } from '../token-request.js'

const PARAMETER = 'access_token'
const NONE: readonly string[] = []

/** Every `access_token` of the query, decoded. The framework's own parser is not asked. */
export function queryTokens(url: string): readonly string[] {
  return parametersOf(url)?.getAll(PARAMETER) ?? NONE
}

/** Whether the query has an `access_token` parameter, under exactly that name. */
export function hasQueryToken(url: string): boolean {
  return parametersOf(url)?.has(PARAMETER) ?? false
}

/** Most queries can be seen to have no such parameter, and need not be parsed. */
function parametersOf(url: string): URLSearchParams | undefined {
  const start = url.indexOf('?')
  if (start < 0) return undefined
  const end = url.indexOf('#', start)
  const query = url.slice(start + 1, end < 0 ? undefined : end)
  return query.includes(PARAMETER) || query.includes('%') ? new URLSearchParams(query) : undefined
}

/**
 * Every `access_token` of a form body that the application has parsed (RFC 6750 §2.2).
 * A body of another media type is application data, whatever its members are called.
 */
export function bodyTokens(request: TokenRequest): readonly unknown[] {
  const { method } = request
  if (method === 'GET' || method === 'HEAD') return NONE
  const { body } = request
  if (typeof body !== 'object' || body === null || !Object.hasOwn(body, PARAMETER)) return NONE
  const [mediaType = ''] = String(request.headers['content-type']).split(';', 1)
  if (trimmed(mediaType).toLowerCase() !== 'application/x-www-form-urlencoded') return NONE
  // Parsers make a list of a repeated parameter. A list of one was written `access_token[]`, which is
  // another name: it stays a list here, and is refused as no token.
  const value = (body as Record<string, unknown>)[PARAMETER]
  return Array.isArray(value) && value.length > 1 ? value : [value]
}

/** Every value of the named cookie. Another cookie whose name only ends alike is not it. */
export function cookieTokens(request: TokenRequest, name: string): readonly string[] {
  const tokens: string[] = []
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const equals = pair.indexOf('=')
    if (equals >= 0 && trimmed(pair.slice(0, equals)) === name) {
      const value = trimmed(pair.slice(equals + 1))
      // An emptied cookie is one that was cleared.
      if (value !== '') tokens.push(value)
    }
  }
  return tokens
}
