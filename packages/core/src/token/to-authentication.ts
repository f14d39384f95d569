import type { Authentication } from '../authentication.js'
import { actorOf } from './actor.js'
import type { CheckedClaims } from './check-claims.js'
import type { JsonObject } from './strict-json.js'
import { FrozenSet } from './frozen-set.js'
import { keepProvenance } from './provenance.js'

/** What a verified token has turned out to say. */
export interface VerifiedToken {
  readonly token: string
  readonly issuer: string
  /** As signed. */
  readonly signed: JsonObject
  /** As the application sees them. */
  readonly claims: unknown
  readonly checked: CheckedClaims
  readonly scopes: ReadonlySet<string>
  /** The identifiers of this API that its issuer uses. */
  readonly audiences: readonly string[]
}

/** Makes the Authentication of a verified bearer token. */
export function toAuthentication(verified: VerifiedToken): Authentication<unknown> {
  const { signed, checked } = verified
  const auth: Omit<Authentication<unknown>, 'token'> = {
    scheme: 'Bearer',
    claims: verified.claims,
    issuer: verified.issuer,
    subject: checked.subject,
    clientId: checked.clientId,
    scopes: new FrozenSet(verified.scopes),
    tokenId: checked.tokenId,
    expiresAt: checked.expiresAt,
    binding: undefined,
    actor: actorOf(signed),
    kind: 'jwt',
  }
  // Not enumerable: no log, no JSON, no copy of the object takes the token along.
  Object.defineProperty(auth, 'token', { value: verified.token })
  keepProvenance(auth, { signed, audiences: verified.audiences })
  return Object.freeze(auth as object as Authentication<unknown>)
}
