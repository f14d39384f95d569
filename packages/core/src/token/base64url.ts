import { Scratch } from '../scratch.js'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** What each byte stands for; less than nothing: it is none of the alphabet. */
const VALUES = new Int8Array(256).fill(-1)
for (let value = 0; value < ALPHABET.length; value++) VALUES[ALPHABET.charCodeAt(value)] = value

/**
 * Decodes base64url without padding; `undefined` unless it is the one right spelling.
 *
 * `Buffer.from` takes padding, foreign characters and stray bits (RFC 7515 §2, RFC 4648 §3.5). Length
 * and unused bits are part of the grammar, so that one byte string has exactly one spelling.
 */
export function decodeBase64url(text: string): Buffer | undefined {
  return isAscii(text) ? decodeAscii(text) : undefined
}

/** Whether a text has nothing that would be taken for another character by its low byte alone. */
export function isAscii(text: string): boolean {
  return Buffer.byteLength(text) === text.length
}

/** Decodes a text that {@link isAscii}. */
export function decodeAscii(text: string): Buffer | undefined {
  const bytes = Buffer.allocUnsafe(decodedLength(text))
  return decodeTo(bytes, text) ? bytes : undefined
}

/** How many bytes a text stands for, if it stands for any. */
export function decodedLength({ length }: string): number {
  return Math.floor((length * 3) / 4)
}

const encoded = new Scratch()

/**
 * Writes what a text that {@link isAscii} stands for; says whether it is the one right spelling of it.
 *
 * A table, and not Node's decoder: that uses the widest registers there are, on account of which some
 * processors then run slower for a while, and a signature takes a tenth longer. And this is as strict
 * as it has to be without a second look.
 */
export function decodeTo(bytes: Uint8Array, text: string): boolean {
  const { length } = text
  const from = encoded.bytes(length)
  from.write(text, 'latin1')
  const rest = length % 4
  const whole = length - rest
  let to = 0
  for (let at = 0; at < whole; at += 4) {
    // Less than nothing is so in all of its upper bits.
    const bits =
      (valueAt(from, at) << 18) |
      (valueAt(from, at + 1) << 12) |
      (valueAt(from, at + 2) << 6) |
      valueAt(from, at + 3)
    if (bits < 0) return false
    bytes[to++] = bits >> 16
    bytes[to++] = bits >> 8
    bytes[to++] = bits
  }
  if (rest === 0) return true
  if (rest === 1) return false
  const third = rest === 3 ? valueAt(from, whole + 2) : 0
  const bits = (valueAt(from, whole) << 18) | (valueAt(from, whole + 1) << 12) | (third << 6)
  bytes[to++] = bits >> 16
  if (rest === 3) bytes[to] = bits >> 8
  // Bits that no byte has room for have to be zero.
  return bits >= 0 && (bits & (rest === 3 ? 0xff : 0xffff)) === 0
}

function valueAt(bytes: Uint8Array, at: number): number {
  return VALUES[bytes[at] ?? 0] ?? -1
}
