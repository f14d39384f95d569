import { charCode } from '../char-code.js'
import type { TokenRequest } from '../token-request.js'
import { headerLines } from './header-lines.js'

/** In place of the one line of a header that came more than once. */
export const SEVERAL: unique symbol = Symbol('several lines')

/** The one line of a header; `undefined`: there is none. */
export type Line = string | typeof SEVERAL | undefined

/** What every request with a token is judged by. */
export interface JudgedLines {
  readonly host: Line
  readonly authorization: Line
}

const NONE: readonly string[] = []

/** What tells a small letter from its capital. */
const CASE = 0x20
const SMALL_A = 0x61
const SMALL_H = 0x68

/** Finds them in one walk through all headers: a walk for each takes as long as all that they are for. */
export function judgedLines(request: TokenRequest): JudgedLines {
  const { rawHeaders = NONE } = request
  let host: Line
  let authorization: Line
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? ''
    // Length and first letter tell most names apart.
    if (name.length === 13 && isNamed(name, SMALL_A, 'authorization', 'Authorization')) {
      authorization = authorization === undefined ? lineAt(rawHeaders, at) : SEVERAL
    } else if (name.length === 4 && isNamed(name, SMALL_H, 'host', 'Host')) {
      host = host === undefined ? lineAt(rawHeaders, at) : SEVERAL
    }
  }
  return {
    host: host ?? lineElsewhere(request, 'host'),
    authorization: authorization ?? lineElsewhere(request, 'authorization'),
  }
}

/** `usual`: how most clients write it. To compare with that takes less than to make a text in lower case. */
function isNamed(own: string, first: number, name: string, usual: string): boolean {
  if ((charCode(own, 0) | CASE) !== first) return false
  return own === usual || own === name || own.toLowerCase() === name
}

function lineAt(rawHeaders: readonly string[], at: number): string {
  const line: unknown = rawHeaders[at + 1]
  return typeof line === 'string' ? line : String(line)
}

/** Where the framework has none that is on the wire. */
function lineElsewhere(request: TokenRequest, name: string): Line {
  const lines = headerLines(request, name)
  return lines.length > 1 ? SEVERAL : lines[0]
}
