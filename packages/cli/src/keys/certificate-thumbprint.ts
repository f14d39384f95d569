import { createHash, type X509Certificate } from 'node:crypto'

/** `x5t#S256`: SHA-256 of the DER, base64url (RFC 7517 §4.9, RFC 8705 §3.1). */
export function certificateThumbprint({ raw }: X509Certificate): string {
  return createHash('sha256').update(raw).digest('base64url')
}
