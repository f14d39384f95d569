import type { IncomingMessage, ServerResponse } from 'node:http'
import { SignJWT, type JSONWebKeySet } from 'jose'
import { assertAudience, assertKeys, assertLifetime } from './assert.js'
import { documentHandler } from './handler.js'
import { issuerUrls } from './issuer-url.js'
import type { SigningKey } from './signing-key.js'
import { tokenClaims, type IssueOptions } from './token-claims.js'

/** What {@link createIssuer} needs and lets you choose. */
export interface CreateIssuerOptions {
  /** The issuer identifier: an https URL, or http on loopback, without query and fragment. */
  readonly issuer: string
  /** The default `aud` of tokens. Without it every call of `issue` has to name one. */
  readonly audience?: string | readonly string[]
  /** At least one; the first one signs, all of them are published. */
  readonly keys: readonly SigningKey[]
  /** Whole seconds that a token lives, 1 to 3600, default 300. */
  readonly lifetime?: number
  /** The time in milliseconds, default `Date.now`. */
  readonly clock?: () => number
}

/** Authorization server metadata (RFC 8414 §2), as far as a resource server needs it. */
export interface IssuerMetadata {
  readonly issuer: string
  readonly jwks_uri: string
  readonly response_types_supported: readonly string[]
}

/** Issues access tokens, and publishes what others need to verify them. */
export interface Issuer {
  readonly issuer: string
  /**
   * Signs an access token as RFC 9068 describes it.
   *
   * Rejects with a TypeError that names the option if one is wrong. Whether this client may have these scopes for this
   * subject is not checked: that is the caller's decision.
   */
  issue(options: IssueOptions): Promise<string>
  /** The public keys (RFC 7517 §5), a copy for every call. */
  jwks(): JSONWebKeySet
  /** The metadata document, a copy for every call. */
  metadata(): IssuerMetadata
  /** Serves `jwks()` and `metadata()` at their places below the origin; everything else is 404. */
  readonly handler: (req: IncomingMessage, res: ServerResponse) => void
}

/**
 * Makes an issuer of RFC 9068 access tokens.
 *
 * @throws TypeError that names the option that is missing or wrong.
 */
export function createIssuer(options: CreateIssuerOptions): Issuer {
  const { issuer, audience, keys, lifetime = 300, clock = Date.now } = options
  const { jwksUri, jwksPath, metadataPaths } = issuerUrls(issuer)
  if (audience !== undefined) assertAudience(audience)
  assertKeys(keys)
  assertLifetime(lifetime)
  if (typeof clock !== 'function') throw new TypeError('"clock" must be a function')

  const [current] = keys
  const published = keys.map((key) => key.publicJwk)
  const jwks = (): JSONWebKeySet => ({ keys: structuredClone(published) })
  const metadata = (): IssuerMetadata => ({
    issuer,
    jwks_uri: jwksUri,
    // Required by RFC 8414, and empty: there is no authorization endpoint.
    response_types_supported: [],
  })

  return {
    issuer,
    jwks,
    metadata,
    async issue(token: IssueOptions): Promise<string> {
      return new SignJWT(tokenClaims(token, { issuer, audience, lifetime }, clock()))
        .setProtectedHeader({ typ: 'at+jwt', alg: current.algorithm, kid: current.kid })
        .sign(current.privateKey)
    },
    handler: documentHandler(
      new Map<string, () => object>([
        [jwksPath, jwks],
        ...metadataPaths.map((path) => [path, metadata] as const),
      ]),
    ),
  }
}
