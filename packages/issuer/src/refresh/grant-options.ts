import type { IssueOptions } from '../tokens/issue-options.js'
import type { TokenBinding } from '../tokens/binding.js'
import type { RefreshTokenStore } from './refresh-token-store.js'

/** The option `refresh` of the issuer: turns refresh tokens on. */
export interface RefreshOptions {
  /** `memoryRefreshTokenStore()`, or `redisRefreshTokenStore()` where several processes share it. */
  readonly store: RefreshTokenStore
  /** Whole seconds after which a grant ends, however often it is used, 60 to a year. Default 30 days. */
  readonly lifetime?: number
  /**
   * Whole seconds that a refresh token may lie unused, 60 to `lifetime`. Default 7 days. The access token
   * beside it lives no longer.
   */
  readonly idleLifetime?: number
  /**
   * Whole seconds after a use in which the same token may be used once more, 0 to 60, for clients that
   * lost the answer. Default 0: never, the second use revokes. With it, a thief who copies a token as it is used has
   * so long to use it, too; it is noticed all the same, when the client uses the token that it got.
   */
  readonly retryWindow?: number
}

/** What {@link Issuer.grant} grants: what {@link IssueOptions} say, for each access token of the grant. */
export interface GrantOptions extends Omit<IssueOptions, 'grantId'> {
  /**
   * Whether the refresh token is bound to `binding`, too. Default true, as RFC 9449 §5 wants it of
   * public clients. False: a client that authenticates itself may change its key at each refresh, and
   * has to prove one all the same.
   */
  readonly bindRefreshToken?: boolean
}

/** What {@link Issuer.refresh} has to know beside the token. */
export interface RefreshRequest {
  /** The client that asks. A confidential one has to be authenticated by the caller, before. */
  readonly clientId: string
  /** Scope values of the new access token, no others than were granted. Default: all of them. */
  readonly scope?: string | readonly string[]
  /** Audience of the new access token, no other than was granted. Default: the one that was. */
  readonly audience?: string | readonly string[]
  /** The keys that the caller has seen proof of, in this request. */
  readonly binding?: TokenBinding
}

/** The tokens of a grant. */
export interface GrantedTokens {
  readonly accessToken: string
  readonly tokenType: 'Bearer' | 'DPoP'
  /** Seconds until the access token expires. */
  readonly expiresIn: number
  /** What the access token is good for; `undefined` for no scope at all. */
  readonly scope: string | undefined
  /** 64 characters, good for one use. */
  readonly refreshToken: string
  /** Names the grant, in `revokeGrant` and in the claim `grant_id`. */
  readonly grantId: string
}
