import { Scratch } from '../scratch.js'
import { decodeAscii, decodedLength, decodeTo, isAscii } from './base64url.js'
import { readPlainJson } from './plain-json.js'
import { parseJsonObject, type JsonObject } from './strict-json.js'

declare const ascii: unique symbol

/** A segment of a text that was found to be ASCII as a whole. Only {@link splitCompact} gives one. */
export type Segment = string & { readonly [ascii]: true }

/** The three segments of a compact JWS (RFC 7515 §7.1), still encoded. */
export interface Segments {
  readonly header: Segment
  readonly payload: Segment
  readonly signature: Segment
}

// Each changes what the signature covers, or what the payload is: `crit` names extensions, and we
// have none (RFC 7515 §4.1.11); `b64` is not for JWTs (RFC 7797 §7); `zip` is not for JWS.
const FORBIDDEN_HEADERS = ['crit', 'b64', 'zip']

/**
 * Splits a compact JWS; says what it looks like where it is none. Without `split`, which a token of
 * dots would make allocate an element for each.
 */
export function splitCompact(text: string): Segments | 'opaque' | 'encrypted' | 'malformed' {
  const first = text.indexOf('.')
  const second = text.indexOf('.', first + 1)
  const third = second < 0 ? -1 : text.indexOf('.', second + 1)
  if (first < 0 || second < 0) return 'opaque'
  if (third >= 0) return looksEncrypted(text, third) ? 'encrypted' : 'malformed'
  // All of it at once: it takes half as long.
  if (!isAscii(text)) return 'malformed'
  return {
    header: text.slice(0, first) as Segment,
    payload: text.slice(first + 1, second) as Segment,
    signature: text.slice(second + 1) as Segment,
  }
}

/** Five segments: the compact JWE of RFC 7516 §7.1. */
function looksEncrypted(text: string, third: number): boolean {
  const fourth = text.indexOf('.', third + 1)
  return fourth >= 0 && !text.includes('.', fourth + 1)
}

/** `,`, `[` and `{`. */
const BEFORE_VALUES = new Set([0x2c, 0x5b, 0x7b])

const decoded = new Scratch()

/**
 * A segment that must be strict base64url of strict JSON; `undefined` if it is not. `maxValues`: what it
 * may hold at most, where its length alone is no bound: a megabyte can be of a hundred thousand
 * objects, and to make and to freeze these takes seconds.
 */
export function parseSegment(
  segment: Segment,
  maxValues: number = Infinity,
): JsonObject | undefined {
  const length = decodedLength(segment)
  const bytes = decoded.bytes(length)
  if (!decodeTo(bytes, segment)) return undefined
  if (maxValues < length && !holdsAtMost(maxValues, bytes, length)) return undefined
  // Where the reader stops, at the latest.
  bytes[length] = 0
  return readPlainJson(bytes, length) ?? parseJsonObject(bytes.subarray(0, length))
}

/** By what stands before each value; the strings are not told apart, so that it may count some too many. */
function holdsAtMost(maxValues: number, bytes: Uint8Array, length: number): boolean {
  let values = 0
  for (let at = 0; at < length; at++) {
    if (BEFORE_VALUES.has(bytes[at] ?? 0)) values += 1
    if (values > maxValues) return false
  }
  return true
}

/** The bytes of a segment that must be strict base64url; `undefined` if it is not. */
export function decodeSegment(segment: Segment): Buffer | undefined {
  return decodeAscii(segment)
}

/** A header member that we cannot honour; `undefined` if there is none. */
export function forbiddenHeader(header: JsonObject): string | undefined {
  return FORBIDDEN_HEADERS.find((name) => name in header)
}

/** What the signature is over: all of the text but the signature and its dot. */
export function signingInput(text: string, { signature }: Segments): string {
  return text.slice(0, text.length - signature.length - 1)
}
