import { hash } from 'node:crypto'
import type { Actor, Binding } from '../authentication.js'
import type { OpenedBy } from '../encryption/opened-token.js'
import type { Issuer } from '../issuers/issuer.js'
import type { WantedKey } from '../keys/key-source.js'
import type { VerificationKey } from '../keys/verification-key.js'
import type { RevocableToken } from '../revocation/revocation-list.js'
import type { StatusReference } from '../status-list/status-claim.js'
import type { CheckedClaims } from '../token/check-claims.js'
import type { JsonObject } from '../token/strict-json.js'

/** A token that has passed steps 3 to 6, without the token. */
export interface VerifiedToken {
  /** {@link tokenHash}, once somebody has asked for it. */
  hash: string | undefined
  readonly kind: 'jwt' | 'opaque'
  readonly issuer: Issuer
  /** The claims as the issuer gave them. */
  readonly signed: JsonObject
  /** The claims as the application sees them, once a schema has. */
  claims: unknown
  readonly checked: CheckedClaims
  readonly scopes: ReadonlySet<string>
  /** What it is bound to; nobody has proven it yet. */
  confirmation: Binding | undefined
  actor: Actor | undefined
  /** What revocation lists are told of it, once one has asked. */
  revocable: RevocableToken | undefined
  /** Where its status is to be looked up, once somebody has. */
  status: StatusReference | undefined
}

/** A verified token with a signature of its own. */
export interface SignedToken extends VerifiedToken {
  readonly kind: 'jwt'
  /** {@link tokenDigest}, once the token is kept. */
  digest: string | undefined
  /** In which second its use was noted last. */
  usedIn: number
  readonly wanted: WantedKey
  /** The key that has signed it. */
  readonly key: VerificationKey
  /** The key that has opened it; `undefined`: it was not encrypted. */
  readonly openedBy: OpenedBy | undefined
}

/** SHA-256 of a token as it was sent, base64url: the `ath` of a proof (RFC 9449 §4.2). */
export function tokenHash(token: string): string {
  return hash('sha256', token, 'base64url')
}

/** The same 32 bytes, a character for each: what costs least, for whom only asks whether two are equal. */
export function tokenDigest(token: string): string {
  return hash('sha256', token, 'binary')
}
