import type { JWTPayload } from 'jose'

/** A party that acts for the subject: the `act` claim of RFC 8693 §4.1. */
export interface Actor {
  readonly subject: string | undefined
  readonly issuer: string | undefined
  /** The party for whom this actor acts in turn, least recent last. */
  readonly actor: Actor | undefined
}

/** The verified result: who issued the token, for whom, to which client, with which rights. */
export interface Authentication<Claims = JWTPayload> {
  readonly scheme: 'Bearer' | 'DPoP'
  /** The claims, frozen and without a prototype; what the `claims` schema returned, if there is one. */
  readonly claims: Claims
  readonly issuer: string
  readonly subject: string | undefined
  readonly clientId: string | undefined
  readonly scopes: ReadonlySet<string>
  /** The `jti` claim. */
  readonly tokenId: string | undefined
  /** Seconds since the epoch. */
  readonly expiresAt: number
  /** The keys that the token is bound to (RFC 7800 `cnf`). */
  readonly binding: { readonly jkt?: string; readonly x5tS256?: string } | undefined
  readonly actor: Actor | undefined
  readonly kind: 'jwt' | 'opaque'
  /** The token itself. Not enumerable, so that it reaches no log and no JSON by accident. */
  readonly token: string
}
