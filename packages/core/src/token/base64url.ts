// Length and unused bits are part of the grammar, so that one byte string has exactly one spelling.
// `Buffer.from` alone takes padding, foreign characters and stray bits (RFC 7515 §2, RFC 4648 §3.5).
const BASE64URL = /^(?:[\w-]{4})*(?:[\w-][AQgw]|[\w-]{2}[AEIMQUYcgkosw048])?$/

/** Decodes base64url without padding; `undefined` unless it is the one right spelling. */
export function decodeBase64url(text: string): Buffer | undefined {
  return BASE64URL.test(text) ? Buffer.from(text, 'base64url') : undefined
}
