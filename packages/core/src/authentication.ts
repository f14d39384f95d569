import type { JWTPayload } from 'jose'

/** A party that acts for the subject: the `act` claim of RFC 8693 §4.1. */
export interface Actor {
  readonly subject: string | undefined
  readonly issuer: string | undefined
  /** The party for whom this actor acts in turn, least recent last. */
  readonly actor: Actor | undefined
}

/** How a token was presented: as RFC 6750 says, or with a proof, as RFC 9449 says. */
export type Scheme = 'Bearer' | 'DPoP'

/** The keys that a token is bound to (RFC 7800 `cnf`): all of them were proven. */
export interface Binding {
  /** Thumbprint of the key of the DPoP proof (RFC 9449 §6.1). */
  readonly jkt?: string
  /** Thumbprint of the client certificate (RFC 8705 §3.1). */
  readonly x5tS256?: string
}

/** The verified result: who issued the token, for whom, to which client, with which rights. */
export interface Authentication<Claims = JWTPayload> {
  readonly scheme: Scheme
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
  /** What the sender has proven to hold; `undefined`: a bearer token, whoever has it may use it. */
  readonly binding: Binding | undefined
  readonly actor: Actor | undefined
  readonly kind: 'jwt' | 'opaque'
  /** The token itself. Not enumerable, so that it reaches no log and no JSON by accident. */
  readonly token: string
}
