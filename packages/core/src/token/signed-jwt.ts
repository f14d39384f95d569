import type { Algorithm } from '../algorithms.js'
import { findKeys } from '../keys/find-keys.js'
import type { KeySource } from '../keys/key-source.js'
import { Refused } from '../refused.js'
import { decodeSegment, parseSegment, signingInput, splitCompact } from './compact-jws.js'
import type { JsonObject } from './strict-json.js'
import { readTokenHeader, type TokenHeader } from './token-header.js'
import { notSigned } from './unverified-token.js'
import { isSignedBy, type Signed } from './verify-signature.js'

/** A JWT that is no access token, taken apart. Nothing in it may be believed yet. */
export interface UnverifiedJwt extends Signed {
  readonly header: TokenHeader
  readonly claims: JsonObject
}

/** What a JWT that is no access token has to be like. */
export interface JwtRules {
  /** In lower case, and without `application/`; `undefined` among them: none is needed. */
  readonly types: ReadonlySet<string | undefined>
  readonly algorithms: ReadonlySet<Algorithm>
  readonly keys: KeySource
}

/** Longest header, in characters: no access token has more by default. */
const MAX_HEADER = 16_384

/** How many values a payload may hold. An event has some dozens, and a status list is one text. */
const MAX_VALUES = 1_000

/**
 * Parses a compact JWS as strictly as an access token; throws Refused. Checks no claim. It may be far
 * longer than one, and has come from anybody, so that what is in it is bounded as well.
 */
export function parseJwt(text: string): UnverifiedJwt {
  const segments = splitCompact(text)
  if (typeof segments === 'string') throw notSigned(segments)
  if (segments.header.length > MAX_HEADER) throw new Refused('malformed_token', 'a long header')
  const header = readTokenHeader(segments.header)
  const claims = parseSegment(segments.payload, MAX_VALUES)
  if (!claims) throw new Refused('malformed_token', 'the payload')
  const signature = decodeSegment(segments.signature)
  if (!signature) throw new Refused('malformed_token', 'the signature')
  return { header, claims, signature, signingInput: signingInput(text, segments) }
}

/**
 * Gives the claims of a JWT whose type, algorithm and signature are in order. Rejects with Refused,
 * or with a DependencyError where its keys cannot be had. Checks no claim.
 */
export async function verifyJwt(
  jwt: UnverifiedJwt,
  { types, algorithms, keys: source }: JwtRules,
): Promise<JsonObject> {
  const { header, claims } = jwt
  if (!types.has(typeName(header.typ))) throw new Refused('wrong_token_type')
  if (!algorithms.has(header.algorithm)) throw new Refused('unsupported_algorithm')
  const keys = await findKeys(source, header)
  if (keys.some((key) => isSignedBy(key, header.algorithm, jwt))) return claims
  source.doubt()
  throw new Refused('invalid_signature')
}

/** RFC 7515 §4.1.9: a media type, whose "application/" may be left out, in any case. */
function typeName(typ: unknown): string | undefined {
  if (typ === undefined) return undefined
  // Nothing is of a type without a name.
  return typeof typ === 'string' ? typ.toLowerCase().replace(/^application\//, '') : ''
}
