import { isAscii } from 'node:buffer'

/** An object out of JSON, without a prototype all the way down. */
export type JsonObject = Readonly<Record<string, unknown>>

// A BOM stays in the text, where JSON.parse refuses it.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

const MAX_DEPTH = 32

const QUOTE = 0x22
const COLON = 0x3a
const BACKSLASH = 0x5c
const [OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE] = [0x5b, 0x5d, 0x7b, 0x7d]

/**
 * Parses bytes that must be one JSON object; `undefined` if they are not.
 *
 * Stricter than `JSON.parse` where parsers are known to disagree: valid UTF-8 without BOM, no name
 * twice in one object (RFC 7515 §4, RFC 7519 §4), finite numbers, at most 32 levels. A member named
 * `__proto__` is refused too: it would become a prototype where the object is merged into another.
 */
export function parseJsonObject(bytes: Uint8Array): JsonObject | undefined {
  try {
    const text = isAscii(bytes) ? asciiText(bytes) : utf8.decode(bytes)
    const written = countNames(text)
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
    // Of a name that is there twice, JSON.parse keeps the last.
    return withoutPrototypes(value) === written ? (value as JsonObject) : undefined
  } catch {
    return undefined
  }
}

/** Several times as fast as a TextDecoder, which most tokens do not need. */
function asciiText(bytes: Uint8Array): string {
  const { buffer, byteOffset, byteLength } = bytes
  const same = bytes instanceof Buffer ? bytes : Buffer.from(buffer, byteOffset, byteLength)
  return same.toString('latin1')
}

/**
 * How many names the members of all objects have as they are written. Looks at brackets, colons and
 * strings only: the rest of the grammar is left to `JSON.parse`. Throws where it is too deep for that.
 */
function countNames(text: string): number {
  let [names, depth] = [0, 0]
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case QUOTE:
        at = endOfString(text, at)
        break
      case COLON:
        names += 1
        break
      case OPEN_BRACE:
      case OPEN_BRACKET:
        depth += 1
        if (depth > MAX_DEPTH) throw new SyntaxError('too deep')
        break
      case CLOSE_BRACE:
      case CLOSE_BRACKET:
        depth -= 1
        break
    }
  }
  return names
}

function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end > 0; end = text.indexOf('"', end + 1)) {
    let backslashes = 0
    while (text.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes += 1
    if (backslashes % 2 === 0) return end
  }
  throw new SyntaxError('unterminated string')
}

/**
 * Takes the prototype of every object away, so that a claim named `toString` is data like any other.
 * Returns how many names there are; throws for what no token may hold.
 */
function withoutPrototypes(value: unknown): number {
  if (typeof value === 'number') {
    // `1e400` is valid JSON, and becomes `Infinity`: a date that never comes.
    if (!Number.isFinite(value)) throw new SyntaxError('a number is not finite')
    return 0
  }
  if (typeof value !== 'object' || value === null) return 0
  let names = 0
  if (Array.isArray(value)) {
    for (const entry of value) names += withoutPrototypes(entry)
  } else {
    Object.setPrototypeOf(value, null)
    const members = value as Record<string, unknown>
    for (const name in members) {
      if (name === '__proto__') throw new SyntaxError('a member is named __proto__')
      names += 1 + withoutPrototypes(members[name])
    }
  }
  return names
}

/**
 * A frozen copy of JSON, without prototypes. Not the thing itself: V8 before Node 24 makes a hidden class
 * of its own for each frozen object whose prototype was taken away, and is slow with them ever after.
 */
export function frozenJson(object: JsonObject): JsonObject {
  const copy = Object.create(null) as Record<string, unknown>
  // Without a prototype there is nothing but what is in it.
  for (const name in object) copy[name] = frozenValue(object[name])
  return Object.freeze(copy)
}

function frozenValue(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return Object.freeze(value.map((entry) => frozenValue(entry)))
  return frozenJson(value as JsonObject)
}
