/**
 * Decodes base64url without padding; `undefined` unless it is the one right spelling.
 *
 * `Buffer.from` alone takes padding, foreign characters and stray bits (RFC 7515 §2, RFC 4648 §3.5).
 * Length and unused bits are part of the grammar, so that one byte string has exactly one spelling.
 */
export function decodeBase64url(text: string): Buffer | undefined {
  return isUrlSafe(text) ? decodeUrlSafe(text) : undefined
}

/** The same of a text that {@link isUrlSafe}. */
export function decodeUrlSafe(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url')
  return isWhole(text, bytes.length) ? bytes : undefined
}

/**
 * Whether a text has nothing that Node would take for a character of base64url: the other alphabet,
 * and what looks like one of its characters when only the low byte is looked at.
 */
export function isUrlSafe(text: string): boolean {
  return !text.includes('+') && !text.includes('/') && Buffer.byteLength(text) === text.length
}

/** What the last character may be, by how many of them are beyond a group of four. */
const LAST: readonly (string | undefined)[] = [undefined, '', 'AQgw', 'AEIMQUYcgkosw048']

/**
 * Whether a text that {@link isUrlSafe} is the one right spelling of what Node decodes it to, which is
 * so many bytes. Node skips what it does not know: with all the bytes there was nothing of that kind.
 *
 * To encode them again would say the same, and leave a string behind.
 */
export function isWhole(text: string, decoded: number): boolean {
  const { length } = text
  if (decoded !== Math.floor((length * 3) / 4)) return false
  const last = LAST[length % 4]
  return last === undefined || (last !== '' && last.includes(text.charAt(length - 1)))
}
