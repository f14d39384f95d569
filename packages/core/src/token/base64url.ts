/**
 * Decodes base64url without padding; `undefined` unless it is the one right spelling.
 *
 * `Buffer.from` alone takes padding, foreign characters and stray bits (RFC 7515 §2, RFC 4648 §3.5).
 * Length and unused bits are part of the grammar, so that one byte string has exactly one spelling.
 */
export function decodeBase64url(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url')
  return isStrictBase64url(text, bytes) ? bytes : undefined
}

/** What the last character may be, by how many of them are beyond a group of four. */
const LAST: readonly (string | undefined)[] = [undefined, '', 'AQgw', 'AEIMQUYcgkosw048']

/**
 * Whether the text that Node decoded these bytes from is their one right spelling.
 *
 * To encode them again would say so too, and leave a string behind. Node skips what it does not know,
 * so with all the bytes there was nothing of that kind; what it takes too much is the other alphabet,
 * and what looks like one of its characters when only the low byte is looked at.
 */
export function isStrictBase64url(text: string, bytes: Buffer): boolean {
  const { length } = text
  if (bytes.length !== Math.floor((length * 3) / 4)) return false
  const last = LAST[length % 4]
  if (last !== undefined && (last === '' || !last.includes(text.charAt(length - 1)))) return false
  return !text.includes('+') && !text.includes('/') && Buffer.byteLength(text) === length
}
