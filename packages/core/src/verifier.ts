import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { JWTPayload } from 'jose'
import type { Authentication } from './authentication.js'
import { authorizer } from './authorize.js'
import { challenger } from './challenge.js'
import { resolveOptions } from './config/resolve-options.js'
import { readCredentials } from './credentials/read-credentials.js'
import { DependencyError } from './errors.js'
import type { Issuer } from './issuers/issuer.js'
import { TrustedIssuers } from './issuers/trusted-issuers.js'
import { findKeys } from './keys/find-keys.js'
import { parseSnapshot } from './keys/parse-snapshot.js'
import type { VerifierOptions } from './options.js'
import { protectedResource } from './protected-resource.js'
import { Refused } from './refused.js'
import { reporter } from './report.js'
import { applySchema } from './token/apply-schema.js'
import { checkClaims } from './token/check-claims.js'
import { toAuthentication } from './token/to-authentication.js'
import { checkTokenType } from './token/token-type.js'
import { parseToken, type UnverifiedToken } from './token/unverified-token.js'
import { isSignedByOneOf } from './token/verify-signature.js'
import type { Verifier } from './verifier-types.js'

/** The type of `auth.claims`: what the schema returns, or plain JWT claims without one. */
export type ClaimsOf<Schema> = Schema extends StandardSchemaV1
  ? StandardSchemaV1.InferOutput<Schema>
  : JWTPayload

/**
 * Makes a verifier: the object that turns a request into an Authentication, or refuses it.
 *
 * Make one for each API and keep it; it holds the issuers' keys. Throws a ConfigError, which names
 * the option, for anything that could not work or would be weaker than it looks. Nothing is fetched
 * before the first request, or `ready()`.
 */
export function createVerifier<Schema extends StandardSchemaV1 | undefined = undefined>(
  options: VerifierOptions<Schema>,
): Verifier<ClaimsOf<Schema>> {
  const config = resolveOptions(options)
  const issuers = new TrustedIssuers(config)
  const resource = protectedResource(config)
  const challenge = challenger({ realm: config.realm, resourceMetadata: resource?.href })
  const now = secondsOf(config.clock)
  const report = reporter(challenge)

  /** Steps 3 to 6 of the pipeline, and of step 7 what there is so far. */
  async function verify(token: string): Promise<Authentication<unknown>> {
    const unverified = parseToken(token, config.limits.tokenBytes)
    const issuer = await trustedIssuer(unverified)
    checkHeader(unverified, issuer)
    const keys = await findKeys(issuer.keys, unverified)
    if (!isSignedByOneOf(keys, unverified)) {
      issuer.keys.doubt()
      throw new Refused('invalid_signature')
    }
    issuers.confirm(issuer)

    const signed = unverified.claims
    const checked = checkClaims(signed, issuer.profile, config, now())
    const scopes = issuer.profile.readScopes(signed)
    const claims = config.schema ? await applySchema(config.schema, signed) : signed
    refuseBinding(signed)
    const { audiences } = issuer.profile
    const about = { token, issuer: unverified.issuer, audiences }
    return toAuthentication({ ...about, signed, claims, checked, scopes })
  }

  async function trustedIssuer(unverified: UnverifiedToken): Promise<Issuer> {
    const issuer = await issuers.find(unverified.issuer)
    if (!issuer) throw new Refused('untrusted_issuer')
    return issuer
  }

  const verifier: Verifier<unknown> = {
    verifyRequest: (request) => report(async () => verify(readCredentials(request, config))),
    verifyToken: (token) => report(async () => verify(token)),
    authorize: authorizer({ config, challenge, now }),
    ready: () => issuers.ready(),
    exportKeys: () => issuers.exportKeys(),
    importKeys: (snapshot) => issuers.importKeys(parseSnapshot(snapshot)),
    health: () => ({ issuers: issuers.health() }),
    resourceMetadata: () =>
      resource && { url: new URL(resource.href), document: resource.document },
    close: () => issuers.close(),
  }
  return Object.freeze(verifier) as Verifier<ClaimsOf<Schema>>
}

/** Nothing expires by a clock that gives no number, so that has to fail, and not pass. */
function secondsOf(clock: () => number): () => number {
  return () => {
    const milliseconds = clock()
    if (Number.isFinite(milliseconds)) return milliseconds / 1000
    throw new DependencyError('The clock does not tell the time')
  }
}

/** Header rules that depend on the issuer: which kinds of token, which algorithms (RFC 8725 §3.1). */
function checkHeader({ header, algorithm }: UnverifiedToken, { profile }: Issuer): void {
  checkTokenType(header, profile.tokenType)
  if (!profile.algorithms.has(algorithm)) throw new Refused('unsupported_algorithm')
}

/**
 * Step 7. A token that is bound to a key is worth nothing without proof of that key, and nothing
 * here checks proofs yet. So whatever is in `cnf`, even what means nothing, the token is refused:
 * its issuer wanted it to be more than a bearer token (RFC 7800 §3.1, RFC 9449 §7.2).
 */
function refuseBinding(claims: UnverifiedToken['claims']): void {
  if ('cnf' in claims) throw new Refused('unsupported_binding')
}
