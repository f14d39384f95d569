import type { Authentication, Binding, Scheme } from '../authentication.js'
import type { VerifiedToken } from '../cache/verified-token.js'
import { PROVENANCE, type Provenance, RESPONSE_HEADERS } from './provenance.js'

/** A token, and how it was presented. */
interface Shown {
  readonly token: string
  readonly scheme: Scheme
}

/**
 * Makes the Authentication of a verified token. `binding` is what its sender has proven,
 * `responseHeaders` what the answer has to carry.
 */
export function toAuthentication(
  verified: VerifiedToken,
  shown: Shown,
  binding: Binding | undefined,
  responseHeaders: Readonly<Record<string, string>>,
): Authentication<unknown> {
  return Object.freeze(new VerifiedAuthentication(verified, shown, binding, responseHeaders))
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
  readonly kind: 'jwt' | 'opaque'
  readonly #token: string
  readonly #verified: VerifiedToken
  readonly #responseHeaders: Readonly<Record<string, string>>

  constructor(
    verified: VerifiedToken,
    { token, scheme }: Shown,
    binding: Binding | undefined,
    responseHeaders: Readonly<Record<string, string>>,
  ) {
    const { checked, issuer } = verified
    this.scheme = scheme
    this.claims = verified.claims
    this.issuer = issuer.profile.issuer
    this.subject = checked.subject
    this.clientId = checked.clientId
    this.scopes = verified.scopes
    this.tokenId = checked.tokenId
    this.expiresAt = checked.times.expiresAt
    this.binding = binding
    this.actor = verified.actor
    this.kind = verified.kind
    this.#token = token
    this.#verified = verified
    this.#responseHeaders = responseHeaders
  }

  get token(): string {
    return this.#token
  }

  get [PROVENANCE](): Provenance {
    const { signed, issuer, checked } = this.#verified
    const { audiences } = issuer.profile
    return { signed, audiences, until: checked.times.until }
  }

  get [RESPONSE_HEADERS](): Readonly<Record<string, string>> {
    return this.#responseHeaders
  }
}
