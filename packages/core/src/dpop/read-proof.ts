import { hasHeader, headerLines } from '../credentials/header-lines.js'
import { trimmed } from '../credentials/trimmed.js'
import { Refused } from '../refused.js'
import type { TokenRequest } from '../token-request.js'
import {
  decodeSegment,
  parseSegment,
  type Segment,
  signingInput,
  splitCompact,
} from '../token/compact-jws.js'
import type { JsonObject } from '../token/strict-json.js'

/** A proof taken apart. Nothing in it may be believed before its signature has been verified. */
export interface UnverifiedProof {
  /** Still encoded. */
  readonly header: Segment
  readonly claims: JsonObject
  readonly signingInput: string
  readonly signature: Buffer
}

// Node takes as much for all headers together.
const MAX_LENGTH = 16_384

/** Whether a request came with a proof, well-formed or not. */
export function hasProof(request: TokenRequest): boolean {
  return hasHeader(request, 'dpop')
}

/** Takes the one proof of a request apart (RFC 9449 §4.3 #1, #2); throws Refused. */
export function readProof(request: TokenRequest): UnverifiedProof {
  const lines = headerLines(request, 'dpop')
  const value = trimmed(lines[0] ?? '')
  // Node joins lines by commas, and so may a proxy.
  if (lines.length > 1 || value.includes(',')) throw new Refused('multiple_proofs')
  if (value === '') throw new Refused('missing_proof')
  if (value.length > MAX_LENGTH) throw new Refused('malformed_proof', 'too long')

  const segments = splitCompact(value)
  if (typeof segments === 'string') throw new Refused('malformed_proof')
  const { header } = segments
  const claims = parseSegment(segments.payload)
  if (!claims) throw new Refused('malformed_proof', 'the payload')
  const signature = decodeSegment(segments.signature)
  if (!signature) throw new Refused('malformed_proof', 'the signature')
  return { header, claims, signingInput: signingInput(value, segments), signature }
}
