/** Encodes one segment of a JWS as base64url: strings as UTF-8, bytes as they are, objects as JSON. */
export function encodeSegment(value: string | Uint8Array | object): string {
  const raw = typeof value === 'string' || value instanceof Uint8Array
  return Buffer.from(raw ? value : JSON.stringify(value)).toString('base64url')
}
