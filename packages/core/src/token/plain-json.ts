import { isAscii } from 'node:buffer'
import { type KnownName, NameTable, readText } from './name-table.js'
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

// V8 makes a piece of a string that is as long as this by pointing to the whole, and keeps it alive.
const SLICED = 13

/** In place of a value: this is for the strict parser to judge. */
const LEAVE = Symbol('leave')

/**
 * Reads the JSON that issuers write: an object of ASCII without escapes, its numbers whole and not
 * negative. In one pass, half as long as `JSON.parse` and a check of its result take.
 *
 * What it gives is what the strict parser gives, frozen and without prototypes. `undefined` says
 * nothing: it leaves whatever it is not sure of, good or bad.
 */
export function readPlainJson(bytes: Buffer): JsonObject | undefined {
  if (bytes[0] !== OPEN_BRACE || !isAscii(bytes)) return undefined
  const cursor = { bytes, text: bytes.toString('latin1'), at: 0 }
  const value = readObject(cursor, 1)
  return value !== LEAVE && cursor.at === bytes.length ? value : undefined
}

// Functions, and no class: with private members it took a fifth longer.
interface Cursor {
  readonly bytes: Buffer
  readonly text: string
  at: number
}

const names = new NameTable()

function readObject(cursor: Cursor, depth: number): JsonObject | typeof LEAVE {
  if (depth > MAX_DEPTH) return LEAVE
  // As the strict parser makes it, and for the same reasons.
  const object = Object.setPrototypeOf({}, null) as Record<string, unknown>
  cursor.at++
  skipSpace(cursor)
  if (takes(cursor, CLOSE_BRACE)) return Object.freeze(object)
  for (let members = 1; ; members++) {
    const known = readName(cursor)
    if (!known || known.name === '__proto__' || !takes(cursor, COLON)) return LEAVE
    const value = readValue(cursor, depth, known)
    if (value === LEAVE) return LEAVE
    object[known.name] = value
    if (takes(cursor, COMMA)) continue
    // With fewer than it was given, it had one of them twice.
    if (!takes(cursor, CLOSE_BRACE) || Object.keys(object).length !== members) return LEAVE
    return Object.freeze(object)
  }
}

function readArray(cursor: Cursor, depth: number): readonly unknown[] | typeof LEAVE {
  if (depth > MAX_DEPTH) return LEAVE
  const list: unknown[] = []
  cursor.at++
  skipSpace(cursor)
  if (takes(cursor, CLOSE_BRACKET)) return Object.freeze(list)
  for (;;) {
    const value = readValue(cursor, depth, undefined)
    if (value === LEAVE) return LEAVE
    list.push(value)
    if (takes(cursor, COMMA)) continue
    return takes(cursor, CLOSE_BRACKET) ? Object.freeze(list) : LEAVE
  }
}

/** Reads a value, of a member of that name, and goes past the space behind it. */
function readValue(cursor: Cursor, depth: number, name: KnownName | undefined): unknown {
  const value = readBareValue(cursor, depth, name)
  skipSpace(cursor)
  return value
}

function readBareValue(cursor: Cursor, depth: number, name: KnownName | undefined): unknown {
  const byte = cursor.bytes[cursor.at]
  if (byte === undefined) return LEAVE
  if (byte === QUOTE) return readString(cursor, name)
  if (byte >= ONE && byte <= NINE) return readNumber(cursor)
  if (byte === OPEN_BRACE) return readObject(cursor, depth + 1)
  if (byte === OPEN_BRACKET) return readArray(cursor, depth + 1)
  if (isNext(cursor, 'true')) return true
  if (isNext(cursor, 'false')) return false
  return isNext(cursor, 'null') ? null : LEAVE
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
  return end - start <= MAX_DIGITS ? value : LEAVE
}

function readString(cursor: Cursor, name: KnownName | undefined): string | typeof LEAVE {
  const start = cursor.at + 1
  const end = endOfString(cursor.bytes, start)
  if (end < 0) return LEAVE
  cursor.at = end + 1
  if (end - start < SLICED) return cursor.text.slice(start, end)
  // A copy: a claim that the application keeps must not keep all of its token.
  return name
    ? readText(name, cursor.bytes, start, end)
    : cursor.bytes.toString('latin1', start, end)
}

/** Reads a name, and goes past the space behind it. */
function readName(cursor: Cursor): KnownName | undefined {
  const { bytes, at } = cursor
  if (bytes[at] !== QUOTE) return undefined
  const end = endOfString(bytes, at + 1)
  if (end < 0) return undefined
  cursor.at = end + 1
  skipSpace(cursor)
  return names.read(bytes, at + 1, end)
}

/** Where the string ends whose first character is at `start`; -1: something in it is not plain. */
function endOfString(bytes: Buffer, start: number): number {
  for (let end = start; ; end++) {
    const byte = bytes[end]
    if (byte === QUOTE) return end
    if (byte === undefined || byte < SPACE || byte === BACKSLASH) return -1
  }
}

/** Goes past a character, if it is the next one, and past the space behind it. */
function takes(cursor: Cursor, character: number): boolean {
  if (cursor.bytes[cursor.at] !== character) return false
  cursor.at++
  skipSpace(cursor)
  return true
}

function isNext(cursor: Cursor, literal: string): boolean {
  if (!cursor.text.startsWith(literal, cursor.at)) return false
  cursor.at += literal.length
  return true
}

function skipSpace(cursor: Cursor): void {
  for (;;) {
    const byte = cursor.bytes[cursor.at]
    if (byte === undefined || byte > SPACE) return
    if (byte !== SPACE && byte !== NEWLINE && byte !== RETURN && byte !== TAB) return
    cursor.at++
  }
}
