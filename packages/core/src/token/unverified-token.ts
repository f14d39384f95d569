import { isAlgorithm, type Algorithm } from '../algorithms.js'
import { Refused } from '../refused.js'
import { decodeBase64url } from './base64url.js'
import { parseJsonObject, type JsonObject } from './strict-json.js'

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

// Each changes what the signature covers, or what the payload is: `crit` names extensions, and we
// have none (RFC 7515 §4.1.11); `b64` is not for JWTs (RFC 7797 §7); `zip` is not for JWS.
const FORBIDDEN_HEADERS = ['crit', 'b64', 'zip']

/** Parses a compact JWS strictly; throws Refused. Checks no signature and no claim. */
export function parseToken(token: string, maxLength: number): UnverifiedToken {
  // Whoever calls `verifyToken` with what a message held has no type to rely on.
  if (typeof token !== 'string') throw new Refused('malformed_token', 'not a string')
  if (token.length > maxLength) throw new Refused('token_too_large')
  const [header, payload, signature] = splitCompact(token)
  const parsedHeader = parseHeader(header)
  const claims = parseSegment(payload)
  const signatureBytes = decodeBase64url(signature)
  if (!signatureBytes) throw new Refused('malformed_token', 'the signature is not base64url')
  const { iss } = claims
  if (iss === undefined) throw new Refused('missing_claim', 'iss')
  if (typeof iss !== 'string') throw new Refused('malformed_claim', 'iss')
  return {
    ...parsedHeader,
    issuer: iss,
    claims,
    signingInput: Buffer.from(token.slice(0, token.length - signature.length - 1), 'ascii'),
    signature: signatureBytes,
  }
}

/** Splits without `split`, which a token of dots would make allocate an element for each. */
function splitCompact(
  token: string,
): readonly [header: string, payload: string, signature: string] {
  const first = token.indexOf('.')
  const second = token.indexOf('.', first + 1)
  const third = second < 0 ? -1 : token.indexOf('.', second + 1)
  if (first < 0 || second < 0) throw new Refused('opaque_token')
  if (third >= 0)
    throw new Refused(looksEncrypted(token, third) ? 'encrypted_token' : 'malformed_token')
  return [token.slice(0, first), token.slice(first + 1, second), token.slice(second + 1)]
}

/** Five segments: the compact JWE of RFC 7516 §7.1. */
function looksEncrypted(token: string, third: number): boolean {
  const fourth = token.indexOf('.', third + 1)
  return fourth >= 0 && !token.includes('.', fourth + 1)
}

function parseHeader(segment: string): Pick<UnverifiedToken, 'header' | 'algorithm' | 'kid'> {
  const header = parseSegment(segment)
  for (const name of FORBIDDEN_HEADERS) {
    if (name in header) throw new Refused('unsupported_header', name)
  }
  const { alg, kid } = header
  if (!isAlgorithm(alg)) throw new Refused('unsupported_algorithm')
  if (kid !== undefined && typeof kid !== 'string') throw new Refused('malformed_token', 'kid')
  return { header, algorithm: alg, kid }
}

function parseSegment(segment: string): JsonObject {
  const bytes = decodeBase64url(segment)
  const value = bytes && parseJsonObject(bytes)
  if (!value)
    throw new Refused('malformed_token', 'a segment is not strict base64url of strict JSON')
  return value
}
