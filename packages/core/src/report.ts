import type { Authentication } from './authentication.js'
import type { Challenger } from './challenge.js'
import { REFUSED, VERIFIED, type TokenIdentity } from './channels.js'
import type { Nonces } from './dpop/nonces.js'
import { isAuthError, refusal, type AuthError } from './errors.js'
import { REFUSALS } from './refusals.js'
import { Refused } from './refused.js'

/**
 * Runs a verification, tells the channels how it ended, and gives refusals their challenge, with a
 * nonce where proofs need one: the client's next attempt then does not have to be another refusal.
 */
export type Reporter = (
  verification: () => Promise<Authentication<unknown>>,
) => Promise<Authentication<unknown>>

export function reporter(challenge: Challenger, nonces: Nonces | undefined): Reporter {
  async function asAuthError(refused: Refused): Promise<AuthError> {
    const { reason, scheme } = refused
    const row = REFUSALS[reason]
    const nonce = row.status === 401 ? await nonces?.current().catch(() => undefined) : undefined
    return refusal(reason, challenge(row, { scheme, nonce }), { cause: refused })
  }

  return async function report(verification) {
    try {
      const auth = await verification()
      if (VERIFIED.hasSubscribers) {
        const { kind, expiresAt } = auth
        VERIFIED.publish({ ...identityOf(auth), kind, expiresAt })
      }
      return auth
    } catch (thrown) {
      const error = thrown instanceof Refused ? await asAuthError(thrown) : thrown
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
