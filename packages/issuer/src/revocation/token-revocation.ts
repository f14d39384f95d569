import type { JWTPayload } from 'jose'

/** What is withdrawn: one token, or all tokens of a grant. Times in seconds. */
export type Revocation =
  | { readonly issuer: string; readonly tokenId: string; readonly expiresAt: number }
  | { readonly issuer: string; readonly grantId: string; readonly expiresAt: number }

/** A token, or a grant without `tokenId`, that is asked about. Times in seconds. */
export interface RevocationSubject {
  readonly issuer: string
  readonly tokenId: string | undefined
  readonly grantId: string | undefined
  readonly sessionId: string | undefined
  readonly subject: string | undefined
  readonly clientId: string | undefined
  readonly issuedAt: number | undefined
  readonly expiresAt: number
  readonly claims: JWTPayload
}

/**
 * Where withdrawn access tokens are told, and asked about: a `RevocationList` of `@countersign/core`, the
 * one that the verifiers have. Whoever verifies without one takes a token until it expires.
 */
export interface TokenRevocation {
  revoke(revocation: Revocation): unknown
  /** Without it, introspection and exchange know of withdrawn grants only. */
  isRevoked?(token: RevocationSubject): boolean | Promise<boolean>
}
