import { seal } from './seal.js'

/** An object out of JSON: no prototype, frozen all the way down. */
export type JsonObject = Readonly<Record<string, unknown>>

// A BOM stays in the text, where JSON.parse refuses it.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

const MAX_DEPTH = 32

/**
 * Parses bytes that must be one JSON object; `undefined` if they are not.
 *
 * Stricter than `JSON.parse` where parsers are known to disagree: valid UTF-8 without BOM, no name
 * twice in one object (RFC 7515 §4, RFC 7519 §4), finite numbers, at most 32 levels. A member named
 * `__proto__` is refused too: it would become a prototype where the object is merged into another.
 */
export function parseJsonObject(bytes: Uint8Array): JsonObject | undefined {
  try {
    const text = utf8.decode(bytes)
    if (!hasBoundedDepthAndUniqueNames(text)) return undefined
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
    return seal(value, assertFinite) as JsonObject
  } catch {
    return undefined
  }
}

/** `1e400` is valid JSON, and becomes `Infinity`: a date that never comes. */
function assertFinite(value: number): void {
  if (!Number.isFinite(value)) throw new SyntaxError('a number is not finite')
}

/** Looks at brackets and names only: the rest of the grammar is left to `JSON.parse`. */
function hasBoundedDepthAndUniqueNames(text: string): boolean {
  // One entry for each open container: the names seen in an object, `undefined` for an array.
  const open: (Set<string> | undefined)[] = []
  let nameComesNext = false

  for (let at = 0; at < text.length; at++) {
    switch (text[at]) {
      case '{':
      case '[': {
        const isObject = text[at] === '{'
        if (open.push(isObject ? new Set() : undefined) > MAX_DEPTH) return false
        nameComesNext = isObject
        break
      }
      case '}':
      case ']':
        open.pop()
        nameComesNext = false
        break
      case ',':
        nameComesNext = open.at(-1) !== undefined
        break
      case '"': {
        const end = endOfString(text, at)
        if (nameComesNext) {
          const names = open.at(-1)
          const name = unescaped(text.slice(at, end + 1))
          if (!names || names.has(name) || name === '__proto__') return false
          names.add(name)
          nameComesNext = false
        }
        at = end
        break
      }
    }
  }
  return true
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '"') return at
  }
  throw new SyntaxError('unterminated string')
}

// "\u0061ud" and "aud" are one name.
function unescaped(literal: string): string {
  return literal.includes('\\') ? (JSON.parse(literal) as string) : literal.slice(1, -1)
}
