import { isAscii } from 'node:buffer'

/** An object out of JSON, frozen and without a prototype all the way down. */
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
    const written = countNames(bytes)
    const value: unknown = JSON.parse(textOf(bytes))
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
    const tally = { names: 0 }
    const sealed = sealObject(value as JsonObject, tally)
    // Of a name that is there twice, JSON.parse keeps the last.
    return tally.names === written ? sealed : undefined
  } catch {
    return undefined
  }
}

/** Most need no TextDecoder, which takes several times as long. */
function textOf(bytes: Uint8Array): string {
  return bytes instanceof Buffer && isAscii(bytes) ? bytes.toString('latin1') : utf8.decode(bytes)
}

/**
 * How many names the members of all objects have as they are written. Looks at brackets, colons and
 * strings only: the rest of the grammar is left to `JSON.parse`. Throws where it is too deep for that.
 */
function countNames(bytes: Uint8Array): number {
  let [names, depth] = [0, 0]
  for (let at = 0; at < bytes.length; at++) {
    switch (bytes[at]) {
      case QUOTE:
        at = endOfString(bytes, at)
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

/** Where the string ends that begins at `start`. No byte of a longer UTF-8 character looks like these. */
function endOfString(bytes: Uint8Array, start: number): number {
  let end = start + 1
  while (end < bytes.length && bytes[end] !== QUOTE) end += bytes[end] === BACKSLASH ? 2 : 1
  return end
}

interface Tally {
  names: number
}

/**
 * Copies what JSON.parse made into a frozen object without a prototype, so that a claim named
 * `toString` is data like any other, and no handler can change what was verified. Counts the names;
 * throws for what no token may hold.
 *
 * The prototype goes first, and then the members come, because of V8: such objects share their hidden
 * classes when they are frozen. Those that lose theirs later do not before Node 24, and those of
 * `Object.create(null)` are hash tables, which take three times as long to make.
 */
function sealObject(object: JsonObject, tally: Tally): JsonObject {
  const copy = Object.setPrototypeOf({}, null) as Record<string, unknown>
  for (const name of Object.keys(object)) {
    if (name === '__proto__') throw new SyntaxError('a member is named __proto__')
    tally.names += 1
    copy[name] = sealValue(object[name], tally)
  }
  return Object.freeze(copy)
}

function sealValue(value: unknown, tally: Tally): unknown {
  if (typeof value === 'number') {
    // `1e400` is valid JSON, and becomes `Infinity`: a date that never comes.
    if (!Number.isFinite(value)) throw new SyntaxError('a number is not finite')
    return value
  }
  if (typeof value !== 'object' || value === null) return value
  if (!Array.isArray(value)) return sealObject(value as JsonObject, tally)
  for (let at = 0; at < value.length; at++) value[at] = sealValue(value[at], tally)
  return Object.freeze(value)
}
