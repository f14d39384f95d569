import { Refused } from '../refused.js'
import { decodeBase64url } from './base64url.js'
import { parseSegment, signingInput, splitCompact } from './compact-jws.js'
import type { JsonObject } from './strict-json.js'
import { readTokenHeader, type TokenHeader } from './token-header.js'

/** A JWS taken apart. Nothing in it may be believed before its signature has been verified. */
export interface UnverifiedToken {
  readonly header: TokenHeader
  /** The header as it was sent. */
  readonly headerSegment: string
  /** Claimed issuer: good for choosing which keys to try, and for nothing else. */
  readonly issuer: string
  readonly claims: JsonObject
  readonly signingInput: Buffer
  readonly signature: Buffer
}

// What is no JWS, by what it looks like.
const NO_JWS = {
  opaque: 'opaque_token',
  encrypted: 'encrypted_token',
  malformed: 'malformed_token',
} as const

/**
 * Parses a compact JWS strictly; throws Refused. Checks no signature and no claim. `readHeader` may
 * know what it says of a segment.
 */
export function parseToken(
  token: string,
  readHeader: (segment: string) => TokenHeader = readTokenHeader,
): UnverifiedToken {
  const segments = splitCompact(token)
  if (typeof segments === 'string') throw new Refused(NO_JWS[segments])
  const [headerSegment, payload, encodedSignature] = segments
  const header = readHeader(headerSegment)
  const claims = parseSegment(payload)
  if (!claims) throw new Refused('malformed_token', 'the payload')
  const signature = decodeBase64url(encodedSignature)
  if (!signature) throw new Refused('malformed_token', 'the signature')
  const { iss: issuer } = claims
  if (issuer === undefined) throw new Refused('missing_claim', 'iss')
  if (typeof issuer !== 'string') throw new Refused('malformed_claim', 'iss')
  return {
    header,
    headerSegment,
    issuer,
    claims,
    signingInput: signingInput(token, segments),
    signature,
  }
}
