import type { TokenRequest } from '../token-request.js'

/** Each line of a header: Node's `headers` keeps the first of two `Authorization` lines only. */
export function headerLines(
  { headers, headersDistinct }: TokenRequest,
  name: 'authorization' | 'dpop',
): readonly string[] {
  const value: unknown = headersDistinct?.[name] ?? headers[name] ?? []
  if (!Array.isArray(value)) return [String(value)]
  return value.every((line) => typeof line === 'string') ? value : value.map(String)
}
