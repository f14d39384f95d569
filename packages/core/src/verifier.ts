import type { ClaimsSchema, SchemaOutput } from './claims-schema.js'
import type { JWTPayload } from 'jose'
import { authorizer } from './authorize.js'
import { beyondRequests, withBeyondRequests } from './beyond-requests.js'
import { challenger } from './challenge.js'
import { resolveOptions } from './config/resolve-options.js'
import { Nonces } from './dpop/nonces.js'
import { ProofVerifier } from './dpop/proof-verifier.js'
import { DependencyError } from './errors.js'
import { Introspectors } from './introspection/introspectors.js'
import { TrustedIssuers } from './issuers/trusted-issuers.js'
import { parseSnapshot } from './keys/parse-snapshot.js'
import type { VerifierOptions } from './options.js'
import { pipeline } from './pipeline.js'
import { protectedResource } from './protected-resource.js'
import { reporter } from './report.js'
import { listCheck, withdrawalChecker } from './revocation/withdrawal-checker.js'
import { statusCheck } from './status-list/status-checker.js'
import { StatusLists } from './status-list/status-lists.js'
import { testAuthenticator } from './test-identity/test-authenticator.js'
import { TokenVerifier } from './token-verifier.js'
import type { Verifier } from './verifier-types.js'

/** The type of `auth.claims`: what the schema returns, or plain JWT claims without one. */
export type ClaimsOf<Schema> = Schema extends ClaimsSchema ? SchemaOutput<Schema> : JWTPayload

/**
 * Makes a verifier: the object that turns a request into an Authentication, or refuses it.
 *
 * Make one for each API and keep it; it holds the issuers' keys. Throws a ConfigError, which names
 * the option, for anything that could not work or would be weaker than it looks. Nothing is fetched
 * before the first request, or `ready()`.
 */
export function createVerifier<Schema extends ClaimsSchema | undefined = undefined>(
  options: VerifierOptions<Schema>,
): Verifier<ClaimsOf<Schema>> {
  const config = resolveOptions(options)
  const { schemes, dpop, binding, certificate, replay } = config
  const issuers = new TrustedIssuers(config)
  const resource = protectedResource(config)
  const resourceMetadata = resource?.href
  const algorithms = [...dpop.algorithms]
  const challenge = challenger({ realm: config.realm, resourceMetadata, schemes, algorithms })
  const now = secondsOf(config.clock)
  const nonces = dpop.nonce && new Nonces(dpop.nonce.secrets, dpop.nonce.lifetime, now)
  const report = reporter(challenge, nonces)
  const introspectors = new Introspectors({ config, issuers, now })
  const tokens = new TokenVerifier({ config, issuers, opaque: introspectors.opaque, now })
  const proofs = new ProofVerifier({ options: dpop, nonces, replay, now })
  const statusLists = new StatusLists(config, now)
  // From what costs least to what costs most: whom one refuses, no other needs to be asked about.
  const withdrawal = withdrawalChecker([
    ...config.revocation.map((list) => listCheck(list, now)),
    statusCheck(statusLists),
    ...(introspectors.check ? [introspectors.check] : []),
  ])
  const bindingParts = { binding, dpop, certificate, proofs }
  const authenticateAs = testAuthenticator({ config, issuers, now })

  const verifier: Verifier<unknown> = {
    ...pipeline({
      credentials: config,
      tokens,
      binding: bindingParts,
      withdrawal,
      report,
      authenticateAs,
    }),
    authorize: authorizer({ config, challenge, now }),
    ready: () => issuers.ready(),
    exportKeys: () => issuers.exportKeys(),
    importKeys: (snapshot) => issuers.importKeys(parseSnapshot(snapshot)),
    health: () => ({ issuers: issuers.health() }),
    resourceMetadata: () =>
      resource && { url: new URL(resource.href), document: resource.document },
    close() {
      issuers.close()
      introspectors.close()
      statusLists.close()
      tokens.close()
    },
  }
  const beyond = beyondRequests({ tokens, withdrawal, report, now })
  return Object.freeze(withBeyondRequests(verifier, beyond)) as Verifier<ClaimsOf<Schema>>
}

/** Nothing expires by a clock that gives no number, so that has to fail, and not pass. */
function secondsOf(clock: () => number): () => number {
  return () => {
    const milliseconds = clock()
    if (Number.isFinite(milliseconds)) return milliseconds / 1000
    throw new DependencyError('The clock does not tell the time')
  }
}
