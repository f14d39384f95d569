/**
 * Decodes base64url without padding; `undefined` unless it is the one right spelling.
 *
 * `Buffer.from` alone takes padding, foreign characters and stray bits (RFC 7515 §2, RFC 4648 §3.5).
 * Length and unused bits are part of the grammar, so that one byte string has exactly one spelling:
 * the one that it is written in.
 */
export function decodeBase64url(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url')
  return bytes.toString('base64url') === text ? bytes : undefined
}
