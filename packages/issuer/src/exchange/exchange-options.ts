import type { JWTPayload } from 'jose'
import type { AuthorizationDetail, IssueOptions } from '../tokens/issue-options.js'
import type { TokenBinding } from '../tokens/binding.js'

/** What {@link Issuer.exchange} exchanges, and for what. */
export interface ExchangeOptions extends Pick<
  IssueOptions,
  'scope' | 'audience' | 'binding' | 'encryptTo' | 'contentEncryption' | 'lifetime'
> {
  /** An access token of this issuer, decrypted if it was encrypted. */
  readonly subjectToken: string
  /**
   * What the sender of the subject token has proven, where that is bound: the caller has checked the
   * DPoP proof or the certificate in the request that brought it. **Nothing here checks that.** Without
   * it, or with another key, a bound token is refused: a stolen one would be laundered otherwise.
   */
  readonly subjectBinding?: TokenBinding
  /** The client that asks: authenticated by the caller, before. The new token is given to it. */
  readonly clientId: string
  /** An access token of whoever acts for the subject. Default: the client itself acts. */
  readonly actorToken?: string
  /** As `subjectBinding`, for the actor token. */
  readonly actorBinding?: TokenBinding
  /**
   * The authorization details that are asked for (RFC 9396 §6): each of them one of the subject token's, to
   * the letter, unless the policy decides. Default: all that the subject token has.
   */
  readonly authorizationDetails?: readonly AuthorizationDetail[]
}

/** What an {@link ExchangePolicy} decides on. */
export interface ExchangeRequest {
  readonly clientId: string
  /** The claims of the subject token, verified. */
  readonly subject: JWTPayload
  /** The claims of the actor token, verified, where there is one. */
  readonly actor: JWTPayload | undefined
  /** What the new token is to be for. */
  readonly audience: readonly string[]
  readonly scope: readonly string[]
  /** The authorization details that are asked for; `undefined`: those that the subject token has. */
  readonly authorizationDetails: readonly AuthorizationDetail[] | undefined
  /** What the new token is to be bound to. Without it, it is a bearer token. */
  readonly binding: TokenBinding | undefined
}

/** What an exchange gives. What is left out stays as it was asked for. */
export interface ExchangeDecision {
  /** Further claims. Those of the subject token go along only if they are named here, but for `sid`. */
  readonly claims?: Readonly<Record<string, unknown>>
  /** Whole seconds that the new token may live at most, 1 to the issuer's `maxLifetime`. */
  readonly lifetime?: number
  /** Scope values, no others than the request has. An empty list: none. */
  readonly scope?: string | readonly string[]
  /**
   * The details of the new token. They are taken as they are: whether they are no more than the subject
   * token has is for the policy to compare, who knows what its types mean. An empty list: none.
   */
  readonly authorizationDetails?: readonly AuthorizationDetail[]
}

/**
 * Decides whether a client may have a token for an audience, in the name of a subject. Anything but
 * `true` or an {@link ExchangeDecision} refuses. Whether the client is one that the subject token was
 * for (`subject.aud`), or was given to (`subject.client_id`), is for it to check; so is whether an actor
 * token is the client's own (`actor.client_id`), but at the token endpoint, which takes no other.
 */
export type ExchangePolicy = (
  request: ExchangeRequest,
) => boolean | ExchangeDecision | Promise<boolean | ExchangeDecision>

/** The token of an exchange. */
export interface ExchangedToken {
  readonly accessToken: string
  readonly tokenType: 'Bearer' | 'DPoP'
  /** Seconds until it expires: never later than the subject token. */
  readonly expiresIn: number
  readonly scope: string | undefined
  /** The authorization details that it has (RFC 9396 §7). */
  readonly authorizationDetails: readonly AuthorizationDetail[] | undefined
}
