import type { Authentication, Binding, Scheme } from '../authentication.js'
import type { VerifiedToken } from '../cache/token-cache.js'
import { PROVENANCE, type Provenance } from './provenance.js'

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
  verified: VerifiedToken,
  presentation: Presentation,
): Authentication<unknown> {
  return Object.freeze(new VerifiedAuthentication(verified, presentation))
}

/**
 * The token and where it is from are no members: no log, no JSON, no copy of the object takes them
 * along, and nobody can put others in their place.
 */
class VerifiedAuthentication implements Authentication<unknown> {
  readonly scheme: Scheme
  readonly claims: unknown
  readonly issuer: string
  readonly subject: string | undefined
  readonly clientId: string | undefined
  readonly scopes: ReadonlySet<string>
  readonly tokenId: string | undefined
  readonly expiresAt: number
  readonly binding: Binding | undefined
  readonly actor: Authentication['actor']
  readonly kind = 'jwt'
  readonly #token: string
  readonly #provenance: Provenance

  constructor(verified: VerifiedToken, presentation: Presentation) {
    const { checked, issuer, signed } = verified
    this.scheme = presentation.scheme
    this.claims = verified.claims
    this.issuer = issuer.profile.issuer
    this.subject = checked.subject
    this.clientId = checked.clientId
    this.scopes = verified.scopes
    this.tokenId = checked.tokenId
    this.expiresAt = checked.expiresAt
    this.binding = presentation.binding
    this.actor = verified.actor
    this.#token = presentation.token
    const { responseHeaders } = presentation
    this.#provenance = { signed, audiences: issuer.profile.audiences, responseHeaders }
  }

  get token(): string {
    return this.#token
  }

  get [PROVENANCE](): Provenance {
    return this.#provenance
  }
}
