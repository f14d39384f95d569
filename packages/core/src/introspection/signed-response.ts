import type { Issuer } from '../issuers/issuer.js'
import { findKeys } from '../keys/find-keys.js'
import {
  decodeSegment,
  parseSegment,
  signingInput,
  splitCompact,
  type Segments,
} from '../token/compact-jws.js'
import { isPlainObject } from '../token/seal.js'
import type { JsonObject } from '../token/strict-json.js'
import { readTokenHeader, type TokenHeader } from '../token/token-header.js'
import { isSignedBy } from '../token/verify-signature.js'

/** What a signed response is measured by. */
export interface SignedResponseRules {
  /** The issuer of that identifier, if it is one that answers at this endpoint. */
  readonly issuerOf: (issuer: string) => Issuer | undefined | Promise<Issuer | undefined>
  readonly clientId: string
  /** Seconds. */
  readonly clockTolerance: number
  /** Seconds since the epoch. */
  readonly now: () => number
}

const TYPES = new Set(['token-introspection+jwt', 'application/token-introspection+jwt'])

/** Seconds that a response may be on its way, and that the clocks may differ. */
const MAX_AGE = 60

/**
 * Verifies a signed response of RFC 9701 §5, and gives the introspected token's members and who has
 * signed them. Throws, or rejects with, an Error or a Refused that says what is wrong with the response,
 * or a DependencyError where the keys cannot be had. Encrypted responses are not supported.
 */
export async function readSignedResponse(
  bytes: Uint8Array,
  rules: SignedResponseRules,
): Promise<{ readonly response: JsonObject; readonly signer: string }> {
  const text = Buffer.from(bytes).toString('latin1')
  const segments = splitCompact(text)
  if (typeof segments === 'string') throw new Error('not a signed JWT')
  const header = readTokenHeader(segments.header)
  const { typ } = header
  if (typeof typ !== 'string' || !TYPES.has(typ.toLowerCase())) throw new Error('wrong typ')
  const claims = parseSegment(segments.payload)
  if (!claims) throw new Error('malformed payload')
  const { iss } = claims
  const issuer = typeof iss === 'string' ? await rules.issuerOf(iss) : undefined
  if (!issuer) throw new Error('wrong iss')
  await checkSignature(text, segments, header, issuer)
  checkAudience(claims, [rules.clientId, ...issuer.profile.audiences])
  checkIssuedAt(claims, rules)
  const { token_introspection: response } = claims
  if (!isPlainObject(response)) throw new Error('no token_introspection')
  return { response, signer: issuer.profile.issuer }
}

async function checkSignature(
  text: string,
  segments: Segments,
  header: TokenHeader,
  { profile, keys: source }: Issuer,
): Promise<void> {
  if (!profile.algorithms.has(header.algorithm)) throw new Error('wrong alg')
  const signature = decodeSegment(segments.signature)
  if (!signature) throw new Error('malformed signature')
  const signed = { signingInput: signingInput(text, segments), signature }
  const keys = await findKeys(source, header)
  if (keys.some((key) => isSignedBy(key, header.algorithm, signed))) return
  source.doubt()
  throw new Error('wrong signature')
}

/** §5: the resource server that has asked. A response for another one may say more, or less. */
function checkAudience({ aud }: JsonObject, ours: readonly string[]): void {
  const named: readonly unknown[] = Array.isArray(aud) ? aud : [aud]
  if (!ours.some((one) => named.includes(one))) throw new Error('wrong aud')
}

/** §5: made for this request, and no older one that says what was so then. */
function checkIssuedAt({ iat }: JsonObject, { clockTolerance, now }: SignedResponseRules): void {
  const allowance = MAX_AGE + clockTolerance
  if (typeof iat !== 'number' || !(Math.abs(now() - iat) <= allowance)) throw new Error('wrong iat')
}
