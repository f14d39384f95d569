import type { Authentication, Scheme } from './authentication.js'
import type { Challenger } from './challenge.js'
import { REFUSED, USAGE, VERIFIED } from './channels.js'
import type { Nonces } from './dpop/nonces.js'
import { AuthError, DependencyError, isAuthError, refusal } from './errors.js'
import { nonceHeaders } from './nonce-headers.js'
import { REFUSALS } from './refusals.js'
import { attribute, RefusedToken } from './refused-token.js'
import { Refused } from './refused.js'
import {
  type KnownToken,
  knownByAuthentication,
  knownByClaims,
  type VouchedToken,
} from './token/known-token.js'

/** Tells the channels how a verification ended. */
export interface Reporter {
  /** The moment, should anybody want to know how long a verification takes. */
  begin(this: void): Begun
  /** Gives back what it was told of. */
  accepted(this: void, auth: Authentication<unknown>, begun: Begun): Authentication<unknown>
  /**
   * Gives the error to throw in place of what a check has thrown: refusals get their challenge, with
   * a nonce where proofs need one, so that the client's next attempt is not another refusal.
   * `scheme` is the one whose challenge tells the error; `undefined`: every one does. `token`: what
   * the check was about, if its issuer stands for it.
   */
  refused(
    thrown: unknown,
    scheme: Scheme | undefined,
    token: VouchedToken | undefined,
    begun: Begun,
  ): Promise<unknown>
}

/** When a verification began, as `performance.now()` tells it; `undefined`: there was none, or nobody listened. */
export type Begun = number | undefined

export function reporter(challenge: Challenger, nonces: Nonces | undefined): Reporter {
  /** No answer fails for want of a nonce. */
  const nextNonce = async (): Promise<string | undefined> =>
    nonces?.current().catch(() => undefined)

  async function asAuthError(refused: Refused, scheme: Scheme | undefined): Promise<AuthError> {
    const { reason } = refused
    const row = REFUSALS[reason]
    const nonce = row.status === 401 ? await nextNonce() : undefined
    return refusal(reason, challenge(row, { scheme, nonce }), { cause: refused })
  }

  /**
   * One of this refusal only: a store may reject all requests with the same error. With a nonce, because
   * what a store cannot tell of an old one, it may be able to tell of a new one.
   */
  async function asOwnError(error: AuthError): Promise<AuthError> {
    const { message, cause, status, code, reason } = error
    if (status !== 503) {
      return new AuthError(reason, message, { status, code, headers: error.headers }, { cause })
    }
    const headers = { ...error.headers, ...nonceHeaders(await nextNonce()) }
    return new DependencyError(message, { cause, headers })
  }

  async function toBeThrown(thrown: unknown, scheme: Scheme | undefined): Promise<unknown> {
    if (thrown instanceof Refused) return asAuthError(thrown, scheme)
    return isAuthError(thrown) ? asOwnError(thrown) : thrown
  }

  return {
    begin: () =>
      VERIFIED.hasSubscribers || REFUSED.hasSubscribers ? performance.now() : undefined,
    accepted(auth, begun) {
      if (VERIFIED.hasSubscribers) publishAcceptance(auth, begun)
      return auth
    },
    async refused(thrown, scheme, token, begun) {
      const { cause, token: known } =
        thrown instanceof RefusedToken ? thrown : { cause: thrown, token }
      const error = await toBeThrown(cause, scheme)
      // Whether a request may come without credentials is for the caller to say, and to tell.
      const absent = isAuthError(error) && error.reason === 'missing_credentials'
      if (isAuthError(error) && !absent) {
        tellRefusal(error, () => known && knownByClaims(known, scheme ?? 'Bearer'), begun)
      }
      return error
    },
  }
}

/** Tells `countersign:refused`, and keeps for `countersign:usage`, whose token was refused. */
export function tellRefusal(
  error: AuthError,
  find: () => KnownToken | undefined,
  begun?: Begun,
): void {
  if (!REFUSED.hasSubscribers && !USAGE.hasSubscribers) return
  const token = find()
  if (token) attribute(error, token)
  publishRefusal(error, token, begun)
}

/** Tells `countersign:refused`. `token` only where its issuer stands for it. */
export function publishRefusal(error: AuthError, token?: KnownToken, begun?: Begun): void {
  if (!REFUSED.hasSubscribers) return
  const { reason, status, cause } = error
  const message = cause instanceof Error ? cause.message : undefined
  const detail = message === reason ? undefined : message
  REFUSED.publish({
    reason,
    status,
    detail,
    identity: token?.identity,
    kind: token?.kind,
    binding: token?.binding,
    duration: since(begun),
  })
}

/** Tells `countersign:verified`. */
function publishAcceptance(auth: Authentication<unknown>, begun: Begun): void {
  const { identity, kind, binding } = knownByAuthentication(auth)
  const { expiresAt } = auth
  VERIFIED.publish({ ...identity, kind, binding, expiresAt, duration: since(begun) })
}

function since(begun: Begun): number | undefined {
  return begun === undefined ? undefined : performance.now() - begun
}
