import { charCode } from '../char-code.js'
import type { TokenRequest } from '../token-request.js'

const NONE: readonly string[] = []

/** What tells a small letter from its capital. */
const CASE = 0x20

/**
 * Each line of a header, whose name is given in lower case: Node's `headers` keeps the first of two
 * `Authorization` lines only. One that is not on the wire may have been put there by the application.
 */
export function headerLines(request: TokenRequest, name: string): readonly string[] {
  const { rawHeaders } = request
  const lines = rawHeaders
    ? linesIn(rawHeaders, name)
    : request.headersDistinct?.[name]?.map(String)
  if (lines && lines.length > 0) return lines
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
    ? indexIn(rawHeaders, name, 0) >= 0
    : request.headers[name] !== undefined
}

function linesIn(rawHeaders: readonly string[], name: string): readonly string[] {
  let at = indexIn(rawHeaders, name, 0)
  if (at < 0) return NONE
  const lines: string[] = []
  for (; at >= 0; at = indexIn(rawHeaders, name, at + 2)) lines.push(String(rawHeaders[at + 1]))
  return lines
}

/** Where the next line with this name is; -1: there is none. */
function indexIn(rawHeaders: readonly string[], name: string, from: number): number {
  const usual = usualSpelling(name)
  const first = charCode(name, 0)
  for (let at = from; at + 1 < rawHeaders.length; at += 2) {
    const own = rawHeaders[at] ?? ''
    // Length and first letter tell most names apart.
    if (own.length !== name.length || (charCode(own, 0) | CASE) !== first) continue
    if (own === usual || own === name || own.toLowerCase() === name) return at
  }
  return -1
}

/** How most clients write a name; to compare with that takes less than to make a text in lower case. */
function usualSpelling(name: string): string {
  switch (name) {
    case 'origin':
      return 'Origin'
    case 'dpop':
      return 'DPoP'
    default:
      return name
  }
}
