import { createLocalJWKSet, errors, jwtVerify, type JSONWebKeySet, type JWTPayload } from 'jose'
import { KEY_KINDS } from '../algorithms.js'
import { ProtocolError } from '../endpoints/protocol-error.js'
import type { IsFirstUse } from './used-assertions.js'

/** What an assertion is verified against. */
export interface AssertionContext {
  /** The issuer and its endpoints: whom an assertion may be for. */
  readonly audiences: readonly string[]
  readonly isFirstUse: IsFirstUse
  readonly clock: () => number
}

/** Seconds. Longer-lived ones would have to be remembered for longer, and are a gift to whoever finds one. */
const LONGEST_LIFE = 600
/** Seconds that the clocks of clients may differ by. */
const TOLERANCE = 10
const LONGEST_ASSERTION = 8_192

/** Verifies `private_key_jwt` (RFC 7523 §3, OpenID Connect Core §9). Throws a ProtocolError. */
export async function verifyClientAssertion(
  assertion: string,
  client: { readonly clientId: string; readonly jwks: JSONWebKeySet },
  context: AssertionContext,
): Promise<void> {
  const { clientId, jwks } = client
  const { isFirstUse, clock, audiences } = context
  const claims = await signedClaims(assertion, clientId, jwks, clock)
  const { aud, jti, exp = 0, iat } = claims ?? {}
  const now = clock() / 1000
  const isFor = [aud].flat()
  // To nobody else: an assertion for two could be used by one of them at the other.
  const isForUs = isFor.length === 1 && audiences.some((one) => one === isFor[0])
  const isShort =
    exp - now <= LONGEST_LIFE + TOLERANCE && (iat === undefined || iat <= now + TOLERANCE)
  if (!claims || !isForUs || !isShort || typeof jti !== 'string' || jti === '') {
    throw new ProtocolError('invalid_client', 'The client assertion is not valid')
  }
  // Last, so that what is remembered was signed by the client.
  const name = ['client_assertion', clientId, jti]
  if (!(await isFirstUse({ clientId, name, expiresAt: exp + TOLERANCE }))) {
    throw new ProtocolError('invalid_client', 'The client assertion was used before')
  }
}

async function signedClaims(
  assertion: string,
  clientId: string,
  jwks: JSONWebKeySet,
  clock: () => number,
): Promise<JWTPayload | undefined> {
  if (assertion.length > LONGEST_ASSERTION) return undefined
  try {
    const { payload } = await jwtVerify(assertion, createLocalJWKSet(jwks), {
      algorithms: Object.keys(KEY_KINDS),
      issuer: clientId,
      subject: clientId,
      requiredClaims: ['aud', 'exp', 'jti'],
      clockTolerance: TOLERANCE,
      currentDate: new Date(clock()),
    })
    return payload
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined
    throw error
  }
}
