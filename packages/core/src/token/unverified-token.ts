import type { OpenedToken } from '../encryption/opened-token.js'
import { Refused } from '../refused.js'
import {
  decodeSegment,
  parseSegment,
  type Segment,
  type Segments,
  signingInput,
} from './compact-jws.js'
import type { JsonObject } from './strict-json.js'
import { TokenHeaders, type TokenHeader } from './token-header.js'

/** A JWS taken apart. Nothing in it may be believed before its signature has been verified. */
export interface UnverifiedToken {
  /** As it was sent. */
  readonly token: string
  /** What it was in, where it came encrypted. */
  readonly opened: OpenedToken | undefined
  readonly header: TokenHeader
  /** The header as it was sent. */
  readonly headerSegment: Segment
  /** Claimed issuer: good for choosing which keys to try, and for nothing else. */
  readonly issuer: string
  readonly claims: JsonObject
  readonly signingInput: string
  readonly signature: Buffer
}

const NOT_SIGNED = {
  opaque: 'opaque_token',
  encrypted: 'encrypted_token',
  malformed: 'malformed_token',
} as const

/** The refusal of what is no JWS, by what it looks like. */
export function notSigned(shape: keyof typeof NOT_SIGNED): Refused {
  return new Refused(NOT_SIGNED[shape])
}

/**
 * Parses a compact JWS strictly; throws Refused. Checks no signature and no claim. `headers` may
 * know its header already.
 */
export function parseToken(
  token: string,
  segments: Segments,
  headers: TokenHeaders = new TokenHeaders(),
): UnverifiedToken {
  const { header: headerSegment } = segments
  const header = headers.read(headerSegment)
  const claims = parseSegment(segments.payload)
  if (!claims) throw new Refused('malformed_token', 'the payload')
  const signature = decodeSegment(segments.signature)
  if (!signature) throw new Refused('malformed_token', 'the signature')
  const { iss: issuer } = claims
  if (issuer === undefined) throw new Refused('missing_claim', 'iss')
  if (typeof issuer !== 'string') throw new Refused('malformed_claim', 'iss')
  return {
    token,
    opened: undefined,
    header,
    headerSegment,
    issuer,
    claims,
    signingInput: signingInput(token, segments),
    signature,
  }
}
