import { trimmed } from './trimmed.js'
import { Refused } from '../refused.js'
import type { TokenRequest } from '../token-request.js'

// RFC 9110 §11.4: a scheme, then one or more SP (no tab), then the rest.
const CREDENTIALS = /^([!#$%&'*+\-.^`|~\w]+)(?: +(.*))?$/

/**
 * The bearer token of the `Authorization` header, in a list of none or one.
 * Throws Refused for two headers, another scheme, or a header that is not of the grammar.
 */
export function readAuthorization(request: TokenRequest): readonly string[] {
  const values = headerLines(request, 'authorization')
  if (values.length > 1) throw new Refused('multiple_credentials')
  const value = trimmed(values[0] ?? '')
  if (value === '') return []

  const match = CREDENTIALS.exec(value)
  const scheme = match?.[1]?.toLowerCase()
  if (!match || scheme === undefined) throw new Refused('malformed_credentials')
  if (scheme !== 'bearer') throw new Refused('unsupported_scheme')
  return [match[2] ?? '']
}

/** Each line of a header: Node's `headers` keeps the first of two `Authorization` lines only. */
function headerLines(request: TokenRequest, name: 'authorization'): readonly string[] {
  const value: unknown = request.headersDistinct?.[name] ?? request.headers[name] ?? []
  const lines: readonly unknown[] = Array.isArray(value) ? value : [value]
  return lines.map(String)
}
