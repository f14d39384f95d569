import type { Authentication, Scheme } from './authentication.js'
import type { Challenger } from './challenge.js'
import { REFUSED, VERIFIED, type TokenIdentity } from './channels.js'
import type { Nonces } from './dpop/nonces.js'
import { DependencyError, isAuthError, refusal, type AuthError } from './errors.js'
import { nonceHeaders } from './nonce-headers.js'
import { REFUSALS } from './refusals.js'
import { Refused } from './refused.js'

/** Tells the channels how a verification ended. */
export interface Reporter {
  /** Gives back what it was told of. */
  accepted(this: void, auth: Authentication<unknown>): Authentication<unknown>
  /**
   * Gives the error to throw in place of what a check has thrown: refusals get their challenge, with
   * a nonce where proofs need one, so that the client's next attempt is not another refusal.
   * `scheme` is the one whose challenge tells the error; `undefined`: every one does.
   */
  refused(thrown: unknown, scheme: Scheme | undefined): Promise<unknown>
}

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

  /** What a store cannot tell of an old nonce, it may be able to tell of a new one. */
  async function withNonce(error: AuthError): Promise<AuthError> {
    const nonce = error.status === 503 ? await nextNonce() : undefined
    if (nonce === undefined) return error
    const { message, cause } = error
    const headers = { ...error.headers, ...nonceHeaders(nonce) }
    return new DependencyError(message, { cause, headers })
  }

  async function toBeThrown(thrown: unknown, scheme: Scheme | undefined): Promise<unknown> {
    if (thrown instanceof Refused) return asAuthError(thrown, scheme)
    return isAuthError(thrown) ? withNonce(thrown) : thrown
  }

  return {
    accepted(auth) {
      if (VERIFIED.hasSubscribers) {
        const { kind, expiresAt } = auth
        VERIFIED.publish({ ...identityOf(auth), kind, expiresAt })
      }
      return auth
    },
    async refused(thrown, scheme) {
      const error = await toBeThrown(thrown, scheme)
      // Whether a request may come without credentials is for the caller to say, and to tell.
      const absent = isAuthError(error) && error.reason === 'missing_credentials'
      if (isAuthError(error) && !absent) publishRefusal(error, undefined)
      return error
    },
  }
}

/** Tells `countersign:refused`. `identity` only where the token itself was verified. */
export function publishRefusal(error: AuthError, identity: TokenIdentity | undefined): void {
  if (!REFUSED.hasSubscribers) return
  const { reason, status, cause } = error
  const message = cause instanceof Error ? cause.message : undefined
  const detail = message === reason ? undefined : message
  REFUSED.publish({ reason, status, detail, identity })
}

export function identityOf(auth: Authentication<unknown>): TokenIdentity {
  const { issuer, subject, clientId, tokenId, scheme } = auth
  return { issuer, subject, clientId, tokenId, scheme }
}
