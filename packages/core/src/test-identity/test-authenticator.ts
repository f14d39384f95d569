import type { Authentication, Scheme } from '../authentication.js'
import { confirmationOf } from '../binding/confirmation.js'
import type { VerifiedToken } from '../cache/verified-token.js'
import type { ResolvedOptions } from '../config/resolve-options.js'
import { NO_HEADERS } from '../no-headers.js'
import { readCredentials } from '../credentials/read-credentials.js'
import { hasProof } from '../dpop/read-proof.js'
import { ConfigError } from '../errors.js'
import type { Issuer } from '../issuers/issuer.js'
import type { TrustedIssuers } from '../issuers/trusted-issuers.js'
import { Refused } from '../refused.js'
import type { TokenRequest } from '../token-request.js'
import { actorOf } from '../token/actor.js'
import { applySchema } from '../token/apply-schema.js'
import { checkClaims } from '../token/check-claims.js'
import { toAuthentication } from '../token/to-authentication.js'
import { checkTestBinding } from './test-binding.js'
import { checkTestScopes, testClaims } from './test-claims.js'
import type { TestIdentity } from './test-identity.js'

/** Stands where the token would: it is none, and no verifier takes it for one. */
const NO_TOKEN = 'authenticated-by-the-test-kit'

/** What a test identity is measured by. */
export interface TestAuthenticatorParts {
  readonly config: ResolvedOptions
  readonly issuers: TrustedIssuers
  /** Seconds since the epoch. */
  readonly now: () => number
}

/** Makes the Authentication of a request that a test has started as somebody. */
export type TestAuthenticator = (
  identity: TestIdentity,
  request: TokenRequest,
) => Promise<Authentication<unknown>>

/**
 * Takes the place of steps 1 to 8, for requests of the test kit: nothing is signed, proven or asked.
 * What the verifier's options say about claims holds all the same, and whatever does not keep to it
 * is the mistake of whoever wrote the test: a ConfigError, and never a refusal.
 */
export function testAuthenticator({
  config,
  issuers,
  now,
}: TestAuthenticatorParts): TestAuthenticator {
  async function issuerOf(identity: TestIdentity): Promise<Issuer> {
    const name = identity.issuer ?? config.issuers[0]?.issuer
    if (name === undefined) {
      throw new ConfigError(
        'issuer',
        'has to be given: this verifier asks a function about issuers',
      )
    }
    const issuer = await issuers.find(name)
    if (issuer) return issuer
    throw new ConfigError('issuer', 'is not trusted by this verifier')
  }

  async function verifiedAs(identity: TestIdentity): Promise<VerifiedToken> {
    const issuer = await issuerOf(identity)
    const { profile } = issuer
    const time = now()
    const signed = testClaims(identity, { profile, config, time })
    const checked = checkClaims(signed, profile, config, time)
    const scopes = profile.readScopes(signed)
    checkTestScopes(identity, scopes)
    const confirmation = confirmationOf(signed)
    checkTestBinding(confirmation, config)
    return {
      hash: undefined,
      kind: 'jwt',
      issuer,
      signed,
      claims: config.schema ? await applySchema(config.schema, signed) : signed,
      checked,
      scopes,
      confirmation,
      actor: actorOf(signed),
      revocable: undefined,
      status: undefined,
    }
  }

  return async function authenticateAs(identity, request) {
    checkNoCredentials(request, config)
    const verified = await verifiedAs(identity).catch(asConfigError)
    const { confirmation } = verified
    const scheme: Scheme = confirmation?.jkt === undefined ? 'Bearer' : 'DPoP'
    return toAuthentication(verified, { token: NO_TOKEN, scheme }, confirmation, NO_HEADERS)
  }
}

/** Whoever has said who calls, and sends credentials too, has named two callers. */
function checkNoCredentials(request: TokenRequest, { sources, schemes }: ResolvedOptions): void {
  if (isWithoutCredentials(request, { sources, schemes }) && !hasProof(request)) return
  throw new ConfigError(
    'authenticated',
    'says who sends this request, and the request carries credentials as well: use one or the other',
  )
}

function isWithoutCredentials(
  request: TokenRequest,
  rules: Pick<ResolvedOptions, 'sources' | 'schemes'>,
): boolean {
  try {
    readCredentials(request, { ...rules, transport: 'any' })
    return false
  } catch (thrown) {
    if (!(thrown instanceof Refused)) throw thrown
    // Of no concern to who it is; answered as ever.
    if (thrown.reason === 'malformed_host') throw thrown
    return thrown.reason === 'missing_credentials'
  }
}

function asConfigError(thrown: unknown): never {
  if (!(thrown instanceof Refused)) throw thrown
  const { reason, message } = thrown
  if (reason === 'claims_schema') {
    throw new ConfigError('claims', `do not match the schema of this verifier at: ${message}`)
  }
  const detail = message === reason ? reason : `${reason}: ${message}`
  throw new ConfigError('claims', `are not those of a token that this verifier takes (${detail})`)
}
