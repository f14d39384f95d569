import { Scratch } from '../scratch.js'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** What each byte stands for; less than nothing: it is none of the alphabet. */
const VALUES = new Int8Array(256).fill(-1)
for (let value = 0; value < ALPHABET.length; value++) VALUES[ALPHABET.charCodeAt(value)] = value

const encoded = new Scratch()

/** Decodes base64url by looking each character up: see `decodeTo`. */
export function decodeByTable(bytes: Uint8Array, text: string): boolean {
  const { length } = text
  const from = encoded.bytes(length)
  from.write(text, 'latin1')
  const rest = length % 4
  const whole = length - rest
  let to = 0
  for (let at = 0; at < whole; at += 4) {
    // Less than nothing is so in all of its upper bits.
    const bits =
      (valueOf(from[at]) << 18) |
      (valueOf(from[at + 1]) << 12) |
      (valueOf(from[at + 2]) << 6) |
      valueOf(from[at + 3])
    if (bits < 0) return false
    bytes[to++] = bits >> 16
    bytes[to++] = bits >> 8
    bytes[to++] = bits
  }
  if (rest === 0) return true
  if (rest === 1) return false
  const third = rest === 3 ? valueOf(from[whole + 2]) : 0
  const bits = (valueOf(from[whole]) << 18) | (valueOf(from[whole + 1]) << 12) | (third << 6)
  bytes[to++] = bits >> 16
  if (rest === 3) bytes[to] = bits >> 8
  // Bits that no byte has room for have to be zero.
  return bits >= 0 && (bits & (rest === 3 ? 0xff : 0xffff)) === 0
}

/** What a character of the alphabet stands for; -1: it is none. */
export function valueOf(character: number | undefined): number {
  return VALUES[character ?? 0] ?? -1
}
