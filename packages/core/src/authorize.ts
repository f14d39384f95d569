import type { Authentication } from './authentication.js'
import type { Challenger } from './challenge.js'
import type { ResolvedOptions } from './config/resolve-options.js'
import { refusal, type AuthError } from './errors.js'
import { assertPolicy } from './policy/combinators.js'
import { decide } from './policy/decide.js'
import type { Denial, Policy } from './policy/policy.js'
import { Refused } from './refused.js'
import { REFUSALS, type RefusalReason } from './refusals.js'
import { tellRefusal } from './report.js'
import { knownByAuthentication } from './token/known-token.js'
import { provenanceOf } from './token/provenance.js'
import type { Verifier } from './verifier-types.js'

/** What policies are checked with. */
export interface AuthorizerParts {
  readonly config: ResolvedOptions
  readonly challenge: Challenger
  /** Seconds since the epoch. */
  readonly now: () => number
}

/** Makes step 9: `verifier.authorize`. */
export function authorizer({ config, challenge, now }: AuthorizerParts): Verifier['authorize'] {
  return async function authorize(auth, policy, request) {
    assertPolicy('authorize', policy)
    const { audiences } = provenanceOf(auth)
    const { clockTolerance, resource } = config
    const denial = await decide(policy, {
      auth,
      request,
      now: now(),
      clockTolerance,
      audiences: resource ? [...audiences, resource.resource] : audiences,
    })
    if (!denial) return
    const error = denied(denial, policy, auth, challenge)
    tellRefusal(error, () => knownByAuthentication(auth))
    throw error
  }
}

function denied(
  denial: Denial,
  policy: Policy,
  { scheme }: Authentication<unknown>,
  challenge: Challenger,
): AuthError {
  const reason = reasonOf(denial)
  const cause = new Refused(reason, policy.description)
  return refusal(reason, challenge(REFUSALS[reason], { scheme, ...denial }), { cause })
}

/** RFC 9470 §3 before RFC 6750 §3.1: who authenticates anew can be asked for the scopes as well. */
function reasonOf({ stepUp, scopes }: Denial): RefusalReason {
  if (stepUp) return 'step_up_required'
  return scopes.length > 0 ? 'insufficient_scope' : 'policy_denied'
}
