import { encodeSegment } from './encode-segment.js'
import { signatureOf, type SignatureOptions } from './signature-of.js'

/** What {@link signCompact} signs, and how. Without an algorithm it is that of a signing key, whatever the header says. */
export interface SignCompactOptions extends SignatureOptions {
  /** Strings and bytes are signed exactly as given; an object is serialised, with nothing added. */
  readonly header: string | Uint8Array | object
  readonly payload: string | Uint8Array | object
}

/**
 * Makes a compact JWS out of exactly these bytes, right or wrong.
 *
 * Nothing is checked: duplicate names, a byte order mark, a header that lies about the algorithm all go through.
 * `HS…` takes a secret `KeyObject`; `none` leaves the signature empty.
 *
 * @throws TypeError if the key is a bare `KeyObject` and no supported algorithm is named.
 */
export function signCompact(options: SignCompactOptions): string {
  const input = `${encodeSegment(options.header)}.${encodeSegment(options.payload)}`
  return `${input}.${signatureOf(input, options).toString('base64url')}`
}
