import type { JWTPayload } from 'jose'

/** What a revocation list is told of a verified token. Never the token itself. */
export interface RevocableToken {
  readonly issuer: string
  /** The `jti` claim. */
  readonly tokenId: string | undefined
  /** The `grant_id` claim: the consent, or the login, that the token stems from. */
  readonly grantId: string | undefined
  /** The `sid` claim: the session at the identity provider. */
  readonly sessionId: string | undefined
  readonly subject: string | undefined
  readonly clientId: string | undefined
  /** The `iat` claim, in seconds since the epoch. */
  readonly issuedAt: number | undefined
  /** The `exp` claim, in seconds since the epoch. */
  readonly expiresAt: number
  /** Every claim, as the issuer signed it. */
  readonly claims: JWTPayload
}

/** What is withdrawn: one token, or every token of a grant, a session, a subject or a client. */
export type Revocation = TokenRevocation | GrantRevocation | SessionRevocation | PartyRevocation

interface Withdrawn {
  /** Whose tokens these are: the same identifier may mean something else at another issuer. */
  readonly issuer: string
  /**
   * Seconds since the epoch after which no token is left that this withdraws. Default: as long as
   * the list says that tokens live at most.
   */
  readonly expiresAt?: number
}

/** One token. */
export interface TokenRevocation extends Withdrawn {
  /** Its `jti` claim. */
  readonly tokenId: string
}

/** Every token of a grant, those that are issued later too. */
export interface GrantRevocation extends Withdrawn {
  /** The `grant_id` claim. */
  readonly grantId: string
}

/** Every token of a session, those that are issued later too. */
export interface SessionRevocation extends Withdrawn {
  /** The `sid` claim. */
  readonly sessionId: string
}

/**
 * Everything that a subject, a client, or this subject at this client was given until a moment. Tokens
 * that do not say when they were issued are withdrawn as well.
 */
export type PartyRevocation = Withdrawn & {
  /**
   * Seconds since the epoch: tokens issued up to then, that second included, are withdrawn. Default:
   * the present. Compared with `iat`, so by the issuer's clock.
   */
  readonly before?: number
} & (
    | { readonly subject: string; readonly clientId?: string }
    | { readonly subject?: never; readonly clientId: string }
  )

/**
 * Knows which tokens were withdrawn before they expired.
 *
 * Whoever implements it: `@countersign/testing/contracts` has the suite that every list passes.
 */
export interface RevocationList {
  /**
   * Seconds that a token may live in all, from its `iat` to its `exp`. Tokens that live longer are
   * refused: a withdrawal without `expiresAt` would be forgotten before they end. Of a token without
   * `iat` only what it has left is known: withdraw one that may live longer with its `expiresAt`.
   */
  readonly maxTokenLifetime?: number
  /**
   * Whether a token was withdrawn. Throws, or rejects, where that cannot be told: the request is then
   * answered 503. Asked for each request, within 5 seconds.
   */
  isRevoked(token: RevocableToken): boolean | Promise<boolean>
  /**
   * Withdraws. Nothing takes a withdrawal back, and a later one never makes an earlier one smaller. On
   * its return this process refuses the tokens; rejects where the list may not have kept it.
   */
  revoke(revocation: Revocation): void | Promise<void>
}
