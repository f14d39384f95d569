import { KnownName, NameTable, spells } from './name-table.js'
import type { JsonObject } from './strict-json.js'

const QUOTE = 0x22
const BACKSLASH = 0x5c
const [SPACE, TAB, NEWLINE, RETURN] = [0x20, 0x09, 0x0a, 0x0d]
const [COMMA, COLON, POINT, LOWER_E, UPPER_E] = [0x2c, 0x3a, 0x2e, 0x65, 0x45]
const [OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE] = [0x5b, 0x5d, 0x7b, 0x7d]
const [ZERO, ONE, NINE] = [0x30, 0x31, 0x39]

const MAX_DEPTH = 32
/** A whole number of so many digits is exact. */
const MAX_DIGITS = 15

/** For each byte, whether it stands for itself in a string: ASCII that ends nothing. */
const IN_STRING = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= SPACE && byte < 0x80 && byte !== QUOTE && byte !== BACKSLASH ? 1 : 0,
)

const LITERALS = new Map<number, { readonly bytes: Buffer; readonly value: unknown }>()
for (const value of [true, false, null]) {
  const bytes = Buffer.from(String(value))
  LITERALS.set(bytes.readUInt8(), { bytes, value })
}

/** In place of a value: this is for the strict parser to judge. */
const LEAVE = Symbol('leave')

/**
 * Reads the JSON that issuers write: an object of ASCII without escapes, its numbers whole and not
 * negative. In one pass, in which it expects the names and texts of the last one; in less time than
 * `JSON.parse` and a check of its result take.
 *
 * What it gives is what the strict parser gives, frozen and without prototypes. `undefined` says
 * nothing: it leaves whatever it is not sure of, good or bad.
 *
 * The text ends at `end`, and has a byte behind it that no JSON has, or none: so no loop has to look
 * for the end.
 */
export function readPlainJson(bytes: Buffer, end: number = bytes.length): JsonObject | undefined {
  if (bytes[0] !== OPEN_BRACE) return undefined
  const cursor = { bytes, at: 0 }
  const value = readObject(cursor, 1, top)
  return value !== LEAVE && cursor.at === end ? value : undefined
}

// Functions, and no class: with private members it took a fifth longer.
interface Cursor {
  readonly bytes: Buffer
  at: number
}

const names = new NameTable()

/** Of the object that is in no other. */
const top = new KnownName('')

/** Reads the object of a member. */
function readObject(cursor: Cursor, depth: number, owner: KnownName): JsonObject | typeof LEAVE {
  if (depth > MAX_DEPTH) return LEAVE
  // As the strict parser makes it, and for the same reasons.
  const object = Object.setPrototypeOf({}, null) as Record<string, unknown>
  goPast(cursor)
  if (takes(cursor, CLOSE_BRACE)) return Object.freeze(object)
  let previous: KnownName | undefined
  for (let members = 1; ; members++) {
    const expected = previous ? previous.next : owner.first
    const known = readName(cursor, expected)
    if (!known || known.name === '__proto__') return LEAVE
    if (known !== expected) {
      if (previous) previous.next = known
      else owner.first = known
    }
    previous = known
    const value = readValue(cursor, depth, known)
    if (value === LEAVE) return LEAVE
    object[known.name] = value
    if (takes(cursor, COMMA)) continue
    // With fewer than it was given, it had one of them twice.
    if (!takes(cursor, CLOSE_BRACE) || Object.keys(object).length !== members) return LEAVE
    return Object.freeze(object)
  }
}

function readArray(
  cursor: Cursor,
  depth: number,
  owner: KnownName,
): readonly unknown[] | typeof LEAVE {
  if (depth > MAX_DEPTH) return LEAVE
  const list: unknown[] = []
  goPast(cursor)
  if (takes(cursor, CLOSE_BRACKET)) return Object.freeze(list)
  for (;;) {
    const value = readValue(cursor, depth, owner)
    if (value === LEAVE) return LEAVE
    list.push(value)
    if (takes(cursor, COMMA)) continue
    return takes(cursor, CLOSE_BRACKET) ? Object.freeze(list) : LEAVE
  }
}

/** Reads a value of a member, and goes past the space behind it. */
function readValue(cursor: Cursor, depth: number, owner: KnownName): unknown {
  const byte = cursor.bytes[cursor.at] ?? 0
  if (byte === QUOTE) return readText(cursor, owner)
  if (byte >= ONE && byte <= NINE) return readNumber(cursor)
  if (byte === OPEN_BRACE) return readObject(cursor, depth + 1, owner)
  if (byte === OPEN_BRACKET) return readArray(cursor, depth + 1, owner)
  return readLiteral(cursor, byte)
}

function readNumber(cursor: Cursor): number | typeof LEAVE {
  const { bytes, at: start } = cursor
  let value = 0
  let end = start
  let byte = bytes[end]
  while (byte !== undefined && byte >= ZERO && byte <= NINE) {
    value = value * 10 + (byte - ZERO)
    byte = bytes[++end]
  }
  if (byte === POINT || byte === LOWER_E || byte === UPPER_E) return LEAVE
  cursor.at = end
  skipSpace(cursor)
  return end - start <= MAX_DIGITS ? value : LEAVE
}

function readLiteral(cursor: Cursor, first: number): unknown {
  const literal = LITERALS.get(first)
  if (!literal) return LEAVE
  const { bytes, value } = literal
  if (!spells(cursor.bytes, cursor.at, bytes, bytes.length)) return LEAVE
  cursor.at += bytes.length
  skipSpace(cursor)
  return value
}

/** Reads a string: the last text of the member where it is the same. */
function readText(cursor: Cursor, owner: KnownName): string | typeof LEAVE {
  const { bytes } = cursor
  const start = cursor.at + 1
  const { bytes: expected, size } = owner
  let same = 0
  while (same < size && bytes[start + same] === expected[same]) same++
  if (same === size && bytes[start + same] === QUOTE) {
    owner.met()
    cursor.at = start + same
    goPast(cursor)
    return owner.value
  }
  const end = endOfString(bytes, start + same)
  if (end < 0) return LEAVE
  // A string of its own: a piece of the whole would keep the whole.
  const text = bytes.toString('latin1', start, end)
  owner.learn(text, bytes, start)
  cursor.at = end
  goPast(cursor)
  return text
}

/** Reads a name, the colon behind it, and space: in one go where it is the one that is expected. */
function readName(cursor: Cursor, expected: KnownName | undefined): KnownName | undefined {
  const { bytes } = cursor
  if (bytes[cursor.at] !== QUOTE) return undefined
  const start = cursor.at + 1
  if (expected && spells(bytes, start, expected.spelling, expected.spelling.length)) {
    cursor.at = start + expected.spelling.length
    skipSpace(cursor)
    return expected
  }
  const end = endOfString(bytes, start)
  if (end < 0) return undefined
  cursor.at = end
  goPast(cursor)
  return takes(cursor, COLON) ? names.read(bytes, start, end) : undefined
}

/** Where the string ends that goes on at `start`; -1: something in it is not plain. */
function endOfString(bytes: Buffer, start: number): number {
  let end = start
  while (IN_STRING[bytes[end] ?? 0] === 1) end++
  return bytes[end] === QUOTE ? end : -1
}

/** Goes past a character, if it is the next one, and past the space behind it. */
function takes(cursor: Cursor, character: number): boolean {
  if (cursor.bytes[cursor.at] !== character) return false
  goPast(cursor)
  return true
}

/** Goes past a character, and past the space behind it. */
function goPast(cursor: Cursor): void {
  cursor.at++
  skipSpace(cursor)
}

function skipSpace(cursor: Cursor): void {
  for (;;) {
    const byte = cursor.bytes[cursor.at]
    if (byte === undefined || byte > SPACE) return
    if (byte !== SPACE && byte !== NEWLINE && byte !== RETURN && byte !== TAB) return
    cursor.at++
  }
}
