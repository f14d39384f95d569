import type { Authentication, Scheme } from './authentication.js'
import {
  type BindingParts,
  checkBinding,
  type Proven,
  refuseBinding,
} from './binding/binding-checker.js'
import type { VerifiedToken } from './cache/verified-token.js'
import {
  checkToken68,
  type CredentialRules,
  type Credentials,
  readCredentials,
} from './credentials/read-credentials.js'
import { nonceHeaders } from './nonce-headers.js'
import { Refused } from './refused.js'
import type { Reporter } from './report.js'
import type { TokenRequest } from './token-request.js'
import type { TokenVerifier } from './token-verifier.js'
import { toAuthentication } from './token/to-authentication.js'
import type { Verifier } from './verifier-types.js'

/** What the pipeline runs through. */
export interface PipelineParts {
  readonly credentials: CredentialRules
  readonly tokens: TokenVerifier
  readonly binding: BindingParts
  readonly report: Reporter
}

type Outcome = Authentication<unknown> | Promise<Authentication<unknown>>

/**
 * Makes steps 1 to 7, for a request and for a bare token.
 *
 * What is there is never waited for: a turn through a promise takes as long as a check, and most of
 * what a request needs is at hand.
 */
export function pipeline({
  credentials: rules,
  tokens,
  binding,
  report,
}: PipelineParts): Pick<Verifier<unknown>, 'verifyRequest' | 'verifyToken'> {
  /** Step 7 for a request. */
  function prove(verified: VerifiedToken, shown: Credentials, request: TokenRequest): Outcome {
    const { token, scheme } = shown
    const proven = checkBinding({ verified, token, scheme }, request, binding)
    return proven instanceof Promise
      ? proven.then((now) => present(verified, shown, now))
      : present(verified, shown, proven)
  }

  /** The same for a bare token: there is nobody who could prove anything. */
  function takeBare(token: string, verified: VerifiedToken): Authentication<unknown> {
    refuseBinding(verified.confirmation, binding.binding)
    return toAuthentication(
      verified,
      { token, scheme: 'Bearer' },
      undefined,
      nonceHeaders(undefined),
    )
  }

  async function fail(thrown: unknown, scheme: Scheme | undefined): Promise<never> {
    throw await report.refused(thrown, scheme)
  }

  function end(outcome: Outcome, scheme: Scheme | undefined): Promise<Authentication<unknown>> {
    if (!(outcome instanceof Promise)) return Promise.resolve(report.accepted(outcome))
    return outcome.then(report.accepted).catch((thrown: unknown) => fail(thrown, scheme))
  }

  return {
    verifyRequest(request) {
      let scheme: Scheme | undefined
      try {
        const shown = readCredentials(request, rules)
        const kept = tokens.find(shown.token)
        // What was verified before has passed, and to look at each character again takes its time.
        if (!kept) checkToken68(shown.token)
        scheme = shown.scheme
        const verified = tokens.verify(shown.token, kept)
        const outcome =
          verified instanceof Promise
            ? verified.then((found) => prove(found, shown, request))
            : prove(verified, shown, request)
        return end(outcome, scheme)
      } catch (thrown) {
        return fail(thrown, scheme)
      }
    },

    verifyToken(token) {
      try {
        // Whoever hands on what a message held has no type to rely on.
        if (typeof token !== 'string') throw new Refused('malformed_token', 'not a string')
        const verified = tokens.verify(token)
        const outcome =
          verified instanceof Promise
            ? verified.then((found) => takeBare(token, found))
            : takeBare(token, verified)
        return end(outcome, undefined)
      } catch (thrown) {
        return fail(thrown, undefined)
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
