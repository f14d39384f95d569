import { isAlgorithm, type Algorithm } from '../algorithms.js'
import { Refused } from '../refused.js'
import { decodeBase64url } from './base64url.js'
import { forbiddenHeader, parseSegment, signingInput, splitCompact } from './compact-jws.js'
import type { JsonObject } from './strict-json.js'

/** A JWS taken apart. Nothing in it may be believed before its signature has been verified. */
export interface UnverifiedToken {
  readonly header: JsonObject
  readonly algorithm: Algorithm
  readonly kid: string | undefined
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

/** Parses a compact JWS strictly; throws Refused. Checks no signature and no claim. */
export function parseToken(token: string): UnverifiedToken {
  const segments = splitCompact(token)
  if (typeof segments === 'string') throw new Refused(NO_JWS[segments])
  const [header, payload, signature] = segments
  const parsedHeader = parseHeader(header)
  const claims = parseStrictly(payload)
  const signatureBytes = decodeBase64url(signature)
  if (!signatureBytes) throw new Refused('malformed_token', 'the signature is not base64url')
  const { iss } = claims
  if (iss === undefined) throw new Refused('missing_claim', 'iss')
  if (typeof iss !== 'string') throw new Refused('malformed_claim', 'iss')
  return {
    ...parsedHeader,
    issuer: iss,
    claims,
    signingInput: signingInput(token, segments),
    signature: signatureBytes,
  }
}

function parseHeader(segment: string): Pick<UnverifiedToken, 'header' | 'algorithm' | 'kid'> {
  const header = parseStrictly(segment)
  const forbidden = forbiddenHeader(header)
  if (forbidden !== undefined) throw new Refused('unsupported_header', forbidden)
  const { alg, kid } = header
  if (!isAlgorithm(alg)) throw new Refused('unsupported_algorithm')
  if (kid !== undefined && typeof kid !== 'string') throw new Refused('malformed_token', 'kid')
  return { header, algorithm: alg, kid }
}

function parseStrictly(segment: string): JsonObject {
  const value = parseSegment(segment)
  if (value) return value
  throw new Refused('malformed_token', 'a segment is not strict base64url of strict JSON')
}
