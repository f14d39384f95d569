import { Refused } from '../refused.js'
import { isAscii } from '../token/base64url.js'
import { decodeSegment, forbiddenHeader, parseSegment, type Segment } from '../token/compact-jws.js'
import type { JsonObject } from '../token/strict-json.js'
import {
  CONTENT_ENCRYPTION,
  isContentEncryption,
  isKeyManagement,
  KEY_MANAGEMENT,
  type ContentEncryption,
  type KeyManagement,
} from './algorithms.js'
import { curveOf } from './ephemeral-key.js'

/** What an encrypted token says of the key that opens it. */
export interface WantedDecryptionKey {
  readonly algorithm: KeyManagement
  readonly encryption: ContentEncryption
  readonly kid: string | undefined
  /** Of the ephemeral key; `undefined` where the algorithm has none. */
  readonly curve: string | undefined
  /** Length of the JWE Encrypted Key. */
  readonly encryptedKeyBytes: number
}

/** What is outside of an encrypted token. Nobody has vouched for it, not even once it is open. */
export interface Envelope {
  readonly header: JsonObject
  readonly wanted: WantedDecryptionKey
}

/** Longest protected header, in characters: an ephemeral key and names take a tenth of it. */
const MAX_HEADER = 4_096

// RFC 7516 §4.1.12: what is inside is a JWT. `JWT` by RFC 7519 §5.2; some write the type of the
// access token instead, which says the same.
const NESTED_JWT = new Set(['jwt', 'application/jwt', 'at+jwt', 'application/at+jwt'])

/** Parses what is outside of a compact JWE of five segments strictly; throws Refused. */
export function readEnvelope(token: string): Envelope {
  if (!isAscii(token)) throw new Refused('malformed_token', 'not ASCII')
  const [headerSegment = '', ...others] = token.split('.', 5) as Segment[]
  if (headerSegment.length > MAX_HEADER) throw new Refused('malformed_token', 'a long header')
  const header = parseSegment(headerSegment as Segment)
  if (!header) throw new Refused('malformed_token', 'the header')
  const forbidden = forbiddenHeader(header)
  // `zip` is among them: what is compressed may be of any size, and its size tells of its content
  // (RFC 8725 §3.6).
  if (forbidden !== undefined) throw new Refused('unsupported_header', forbidden)
  const lengths = others.map(lengthOf)
  const { alg: algorithm, enc: encryption, kid, cty } = header
  if (!isKeyManagement(algorithm)) throw new Refused('unsupported_encryption', 'alg')
  if (!isContentEncryption(encryption)) throw new Refused('unsupported_encryption', 'enc')
  if (kid !== undefined && typeof kid !== 'string') throw new Refused('malformed_token', 'kid')
  // Without it what is inside are claims that nobody has signed.
  if (typeof cty !== 'string' || !NESTED_JWT.has(cty.toLowerCase())) {
    throw new Refused('unsupported_encryption', 'cty')
  }
  const encryptedKeyBytes = checkLengths(algorithm, encryption, lengths)
  const curve = KEY_MANAGEMENT[algorithm].kty === 'EC' ? checkedCurve(header) : undefined
  return { header, wanted: { algorithm, encryption, kid, curve, encryptedKeyBytes } }
}

function lengthOf(segment: Segment): number {
  const bytes = decodeSegment(segment)
  if (!bytes) throw new Refused('malformed_token', 'a segment')
  return bytes.length
}

/** RFC 7518 §4 and §5 know one length of each segment. Gives that of the encrypted key back. */
function checkLengths(
  algorithm: KeyManagement,
  encryption: ContentEncryption,
  [encryptedKeyBytes = 0, ivLength, , tagLength]: readonly number[],
): number {
  const { keyBytes, ivBytes, tagBytes } = CONTENT_ENCRYPTION[encryption]
  const { wrapping } = KEY_MANAGEMENT[algorithm]
  if (ivLength !== ivBytes || tagLength !== tagBytes) throw undecryptable('the length of a segment')
  // That of the modulus is known with the key.
  const expected = wrapping === undefined ? 0 : keyBytes + Number(wrapping)
  if (wrapping !== 'modulus' && encryptedKeyBytes !== expected) {
    throw undecryptable('the length of the encrypted key')
  }
  return encryptedKeyBytes
}

function checkedCurve({ epk }: JsonObject): string {
  const curve = curveOf(epk)
  if (curve === undefined) throw undecryptable('epk')
  return curve
}

/** The one refusal for whatever keeps a token shut. */
export function undecryptable(detail: string): Refused {
  return new Refused('undecryptable_token', detail)
}
