import type { VerifiedToken } from '../cache/token-cache.js'
import type { Authentication, Binding, Scheme } from '../authentication.js'
import { actorOf } from './actor.js'
import { FrozenSet } from './frozen-set.js'
import { keepProvenance } from './provenance.js'

/** What a request adds to a verified token. */
export interface Presentation {
  readonly token: string
  readonly scheme: Scheme
  readonly binding: Binding | undefined
  /** Headers that the answer has to carry. */
  readonly responseHeaders: Readonly<Record<string, string>>
}

/** Makes the Authentication of a verified token, as it was presented. */
export function toAuthentication(
  { signed, claims, checked, scopes, issuer }: VerifiedToken,
  { token, scheme, binding, responseHeaders }: Presentation,
): Authentication<unknown> {
  const { issuer: identifier, audiences } = issuer.profile
  const auth: Omit<Authentication<unknown>, 'token'> = {
    scheme,
    claims,
    issuer: identifier,
    subject: checked.subject,
    clientId: checked.clientId,
    scopes: new FrozenSet(scopes),
    tokenId: checked.tokenId,
    expiresAt: checked.expiresAt,
    binding,
    actor: actorOf(signed),
    kind: 'jwt',
  }
  // Not enumerable: no log, no JSON, no copy of the object takes the token along.
  Object.defineProperty(auth, 'token', { value: token })
  keepProvenance(auth, { signed, audiences, responseHeaders })
  return Object.freeze(auth as object as Authentication<unknown>)
}
