import type { Authentication, Scheme } from './authentication.js'
import type { Challenger } from './challenge.js'
import { REFUSED, VERIFIED, type TokenIdentity } from './channels.js'
import type { Nonces } from './dpop/nonces.js'
import { DependencyError, isAuthError, refusal, type AuthError } from './errors.js'
import { nonceHeaders } from './nonce-headers.js'
import { REFUSALS } from './refusals.js'
import { Refused } from './refused.js'

/** What is found out in the course of a verification, and matters if it ends badly. */
export interface Attempt {
  /** The scheme whose challenge tells the error; `undefined`: every one does. */
  scheme: Scheme | undefined
}

/** How a verification ends: at once, where nothing has to be waited for. */
export type Verification = Authentication<unknown> | Promise<Authentication<unknown>>

/**
 * Runs a verification, tells the channels how it ended, and gives refusals their challenge, with a
 * nonce where proofs need one: the client's next attempt then does not have to be another refusal.
 */
export type Reporter = (
  verification: (attempt: Attempt) => Verification,
) => Promise<Authentication<unknown>>

export function reporter(challenge: Challenger, nonces: Nonces | undefined): Reporter {
  /** No answer fails for want of a nonce. */
  const nextNonce = async (): Promise<string | undefined> =>
    nonces?.current().catch(() => undefined)

  async function asAuthError(refused: Refused, { scheme }: Attempt): Promise<AuthError> {
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

  async function toBeThrown(thrown: unknown, attempt: Attempt): Promise<unknown> {
    if (thrown instanceof Refused) return asAuthError(thrown, attempt)
    return isAuthError(thrown) ? withNonce(thrown) : thrown
  }

  return async function report(verification) {
    const attempt: Attempt = { scheme: undefined }
    try {
      const pending = verification(attempt)
      const auth = pending instanceof Promise ? await pending : pending
      if (VERIFIED.hasSubscribers) {
        const { kind, expiresAt } = auth
        VERIFIED.publish({ ...identityOf(auth), kind, expiresAt })
      }
      return auth
    } catch (thrown) {
      const error = await toBeThrown(thrown, attempt)
      // Whether a request may come without credentials is for the caller to say, and to tell.
      const absent = isAuthError(error) && error.reason === 'missing_credentials'
      if (isAuthError(error) && !absent) publishRefusal(error, undefined)
      throw error
    }
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
