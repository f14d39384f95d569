import type { TokenRequest } from '../token-request.js'

/** Each line of a header: Node's `headers` keeps the first of two `Authorization` lines only. */
export function headerLines(
  { headers, headersDistinct }: TokenRequest,
  name: 'authorization' | 'dpop',
): readonly string[] {
  const value: unknown = headersDistinct?.[name] ?? headers[name] ?? []
  if (typeof value === 'string') return [value]
  const lines: readonly unknown[] = Array.isArray(value) ? value : [value]
  return lines.map(String)
}
