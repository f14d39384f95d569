import type { TokenRequest } from '../token-request.js'

const NONE: readonly string[] = []

/**
 * Each line of a header, whose name is given in lower case: Node's `headers` keeps the first of two
 * `Authorization` lines only. One that is not on the wire may have been put there by the application.
 */
export function headerLines(request: TokenRequest, name: string): readonly string[] {
  const { rawHeaders } = request
  const lines = rawHeaders ? linesIn(rawHeaders, name) : request.headersDistinct?.[name]
  if (lines && lines.length > 0) return lines.every(isText) ? lines : lines.map(String)
  const value: unknown = request.headers[name]
  if (value === undefined) return NONE
  const own: readonly unknown[] = Array.isArray(value) ? value : [value]
  return own.map(String)
}

/** Whether a request has a header, whose name is given in lower case. */
export function hasHeader(request: TokenRequest, name: string): boolean {
  const { rawHeaders = NONE } = request
  // Node makes `headers` of them only when it is asked to. Where there is no wire, as behind adapters
  // for functions in a cloud, `headers` may be all there is.
  return rawHeaders.length > 0
    ? linesIn(rawHeaders, name).length > 0
    : request.headers[name] !== undefined
}

function linesIn(rawHeaders: readonly string[], name: string): readonly string[] {
  let lines: string[] | undefined
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const own = rawHeaders[at] ?? ''
    // Their length tells most names apart.
    if (own.length !== name.length || own.toLowerCase() !== name) continue
    const value = rawHeaders[at + 1] ?? ''
    if (lines) lines.push(value)
    else lines = [value]
  }
  return lines ?? NONE
}

function isText(line: unknown): boolean {
  return typeof line === 'string'
}
