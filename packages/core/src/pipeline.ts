import { promising } from './at-once.js'
import type { Authentication, Scheme } from './authentication.js'
import {
  type BindingParts,
  checkBinding,
  NOTHING_PROVEN,
  type Proven,
  refuseBinding,
} from './binding/binding-checker.js'
import type { VerifiedToken } from './cache/verified-token.js'
import type { Credentials } from './credentials/credentials.js'
import { type CredentialRules, isToken68, readCredentials } from './credentials/read-credentials.js'
import { nonceHeaders } from './nonce-headers.js'
import { Refused } from './refused.js'
import type { WithdrawalCheck } from './revocation/withdrawal-checker.js'
import type { Begun, Reporter } from './report.js'
import { testIdentityOf } from './test-identity/hook.js'
import type { TestAuthenticator } from './test-identity/test-authenticator.js'
import type { TokenRequest } from './token-request.js'
import type { TokenVerifier } from './token-verifier.js'
import { toAuthentication } from './token/to-authentication.js'
import type { Verifier } from './verifier-types.js'

/** What the pipeline runs through. */
export interface PipelineParts {
  readonly credentials: CredentialRules
  readonly tokens: TokenVerifier
  readonly binding: BindingParts
  /** `undefined`: nobody is asked. */
  readonly withdrawal: WithdrawalCheck | undefined
  readonly report: Reporter
  /** For requests that the test kit has started as somebody. */
  readonly authenticateAs: TestAuthenticator
}

type Outcome = Authentication<unknown> | Promise<Authentication<unknown>>

/** `undefined`: it did not get that far. */
type Verifying = VerifiedToken | Promise<VerifiedToken> | undefined

/**
 * Makes steps 1 to 8, for a request and for a bare token.
 *
 * What is there is never waited for: a turn through a promise takes as long as a check, and most of
 * what a request needs is at hand. And the rest is in functions of its own: one with a closure in it has
 * to put what that captures on the heap, whether it makes the closure or not.
 */
export function pipeline({
  credentials: rules,
  tokens,
  binding,
  withdrawal,
  report,
  authenticateAs,
}: PipelineParts): Pick<Verifier<unknown>, 'verifyRequest' | 'verifyToken'> {
  /** Step 7 for a request. */
  function prove(verified: VerifiedToken, shown: Credentials, request: TokenRequest): Outcome {
    const proven = checkBinding(verified, shown, request, binding)
    return proven instanceof Promise
      ? admitLater(verified, shown, proven)
      : admit(verified, shown, proven)
  }

  /** Step 8. */
  function admit(verified: VerifiedToken, shown: Credentials, proven: Proven): Outcome {
    const waiting = withdrawal?.(verified, shown.token)
    return waiting
      ? presentAfter(waiting, verified, shown, proven)
      : present(verified, shown, proven)
  }

  async function admitLater(
    verified: VerifiedToken,
    shown: Credentials,
    proven: Promise<Proven>,
  ): Promise<Authentication<unknown>> {
    return admit(verified, shown, await proven)
  }

  async function proveLater(
    verified: Promise<VerifiedToken>,
    shown: Credentials,
    request: TokenRequest,
  ): Promise<Authentication<unknown>> {
    return prove(await verified, shown, request)
  }

  /** The same for a bare token: there is nobody who could prove anything. */
  function takeBare(token: string, verified: VerifiedToken): Outcome {
    refuseBinding(verified.confirmation, binding.binding)
    return admit(verified, { token, scheme: 'Bearer' }, NOTHING_PROVEN)
  }

  async function takeBareLater(
    token: string,
    verified: Promise<VerifiedToken>,
  ): Promise<Authentication<unknown>> {
    return takeBare(token, await verified)
  }

  /** `verified`: the token that was looked at, if it came that far. */
  async function fail(
    thrown: unknown,
    scheme: Scheme | undefined,
    verified: Verifying,
    begun: Begun,
  ): Promise<never> {
    throw await report.refused(thrown, scheme, await ifVerified(verified), begun)
  }

  /**
   * Whatever is a JWS is of the grammar of credentials too, and to look at each character again takes
   * its time: so only what is refused is held against it.
   */
  function failPresented(
    thrown: unknown,
    presented: Credentials | undefined,
    verified: Verifying,
    begun: Begun,
  ): Promise<never> {
    const isMisspelled = presented && thrown instanceof Refused && !isToken68(presented.token)
    if (isMisspelled) {
      return fail(new Refused('malformed_credentials'), undefined, undefined, begun)
    }
    return fail(thrown, presented?.scheme, verified, begun)
  }

  function end(
    outcome: Outcome,
    scheme: Scheme | undefined,
    verified: Verifying,
    begun: Begun,
  ): Outcome {
    return outcome instanceof Promise
      ? endLater(outcome, scheme, verified, begun)
      : report.accepted(outcome, begun)
  }

  async function endLater(
    outcome: Promise<Authentication<unknown>>,
    scheme: Scheme | undefined,
    verified: Verifying,
    begun: Begun,
  ): Promise<Authentication<unknown>> {
    try {
      return report.accepted(await outcome, begun)
    } catch (thrown) {
      return fail(thrown, scheme, verified, begun)
    }
  }

  return {
    verifyRequest: promising((request) => {
      const begun = report.begin()
      let shown: Credentials | undefined
      let verified: Verifying
      try {
        const identity = testIdentityOf(request)
        if (identity) return end(authenticateAs(identity, request), undefined, undefined, begun)
        shown = readCredentials(request, rules)
        verified = tokens.verify(shown.token)
        const outcome =
          verified instanceof Promise
            ? proveLater(verified, shown, request)
            : prove(verified, shown, request)
        return end(outcome, shown.scheme, verified, begun)
      } catch (thrown) {
        return failPresented(thrown, shown, verified, begun)
      }
    }),

    verifyToken(token) {
      const begun = report.begin()
      let verified: Verifying
      try {
        // Whoever hands on what a message held has no type to rely on.
        if (typeof token !== 'string') throw new Refused('malformed_token', 'not a string')
        verified = tokens.verify(token)
        const outcome =
          verified instanceof Promise ? takeBareLater(token, verified) : takeBare(token, verified)
        return Promise.resolve(end(outcome, undefined, verified, begun))
      } catch (thrown) {
        return fail(thrown, undefined, verified, begun)
      }
    },
  }
}

function present(
  verified: VerifiedToken,
  shown: Credentials,
  { binding, nextNonce }: Proven,
): Authentication<unknown> {
  return toAuthentication(verified, shown, binding, nonceHeaders(nextNonce))
}

async function presentAfter(
  waiting: Promise<void>,
  verified: VerifiedToken,
  shown: Credentials,
  proven: Proven,
): Promise<Authentication<unknown>> {
  await waiting
  return present(verified, shown, proven)
}

async function ifVerified(verifying: Verifying): Promise<VerifiedToken | undefined> {
  try {
    return await verifying
  } catch {
    // What is thrown about a token that is not verified to the end says itself how far it came.
    return undefined
  }
}
