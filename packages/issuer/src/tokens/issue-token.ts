import { encryptionFor, SharedAudienceError } from '../encryption/recipient.js'
import { encryptToken } from '../encryption/encrypt-token.js'
import { GrantError } from '../grant-error.js'
import type { Settings } from '../settings.js'
import type { IssueOptions } from './issue-options.js'
import { signJwt } from './sign-jwt.js'
import { tokenClaims, type TokenClaims } from './token-claims.js'

/** A token, with what it says: it may be encrypted. */
export interface IssuedToken {
  readonly token: string
  readonly claims: TokenClaims
}

/** Signs an access token (RFC 9068), and encrypts it where somebody is named to read it. */
export async function issueToken(settings: Settings, options: IssueOptions): Promise<IssuedToken> {
  const claims = tokenClaims(options, settings, settings.clock())
  // Before anything is signed, so that what is meant to be secret never exists in the clear.
  const encryption = await encryptionFor(settings, options, claims.aud)
  const signed = await signJwt(settings.keys, 'at+jwt', claims)
  return { token: encryption ? await encryptToken(signed, encryption) : signed, claims }
}

/** The same for an audience that a client has chosen: what cannot be in one token is its mistake then. */
export async function issueAsked(settings: Settings, options: IssueOptions): Promise<IssuedToken> {
  try {
    return await issueToken(settings, options)
  } catch (error) {
    throw error instanceof SharedAudienceError ? new GrantError('audience_unshared') : error
  }
}
