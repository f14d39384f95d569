import type { JWTPayload } from 'jose'
import type { Authentication } from './authentication.js'
import type { KeysSnapshot } from './keys/exported-keys.js'
import type { Policy } from './policy/policy.js'
import type { TokenRequest } from './token-request.js'

/** Turns requests into Authentications. Made by {@link createVerifier}. */
export interface Verifier<Claims = JWTPayload> {
  /** Authenticates a request; rejects with an AuthError. */
  verifyRequest(request: TokenRequest): Promise<Authentication<Claims>>
  /**
   * Authenticates a bare token; rejects with an AuthError.
   * There is no request, so the transport is not checked, and a token bound to a key is refused.
   */
  verifyToken(token: string): Promise<Authentication<Claims>>
  /** Checks a policy; rejects with an AuthError. */
  authorize(auth: Authentication<unknown>, policy: Policy, request?: TokenRequest): Promise<void>
  /**
   * Fetches the keys of every listed issuer, unless fresh ones are at hand; rejects with a
   * DependencyError if some cannot be had, and there are no imported ones to go on with. Optional:
   * the first request would do the same.
   */
  ready(): Promise<void>
  /** The keys that were fetched, as plain JSON, for {@link importKeys} of another process. */
  exportKeys(): KeysSnapshot
  /**
   * Takes over keys that {@link exportKeys} of an earlier process gave, so that requests can be
   * verified before, and without, a word from the provider. Keys that are older than the ones at
   * hand, or than `maxStale` allows, are of no use, as are those of issuers that are not trusted, or
   * whose `keys` option has changed. `ready()` refreshes them, or the first request does. Throws a
   * ConfigError for anything that is not such a snapshot. Whoever can change one can sign tokens.
   */
  importKeys(snapshot: KeysSnapshot): void
  /** State of the keys of each issuer held. */
  health(): VerifierHealth
  /** The RFC 9728 document and its URL; `undefined` without the `resource` option. */
  resourceMetadata(): { url: URL; document: ProtectedResourceMetadata } | undefined
  /** Drops keys and ends what runs in the background. The verifier is of no use afterwards. */
  close(): void
}

/** The type of the Authentications that a verifier makes: `AuthenticationOf<typeof verifier>`. */
export type AuthenticationOf<V> = V extends Verifier<infer Claims> ? Authentication<Claims> : never

export interface VerifierHealth {
  readonly issuers: readonly IssuerHealth[]
}

/** State of the keys of one issuer. */
export interface IssuerHealth {
  readonly issuer: string
  /**
   * `static`: given as an option. `empty`: never had. `fresh`. `stale`: past their lifetime, and in
   * use all the same, because newer ones could not be had, or nobody has asked for a while.
   * `expired`: past `maxStale` too, and used no more.
   */
  readonly state: 'static' | 'empty' | 'fresh' | 'stale' | 'expired'
  /** Usable keys at hand. */
  readonly keys: number
  /** Whole seconds since the keys were fetched, or confirmed. */
  readonly age: number | undefined
  /** What went wrong at the latest attempt to fetch them; `undefined` if nothing did. */
  readonly lastError: string | undefined
}

/** A protected resource metadata document (RFC 9728 §2). Members without values are left out. */
export interface ProtectedResourceMetadata {
  readonly resource: string
  readonly authorization_servers?: readonly string[]
  readonly jwks_uri?: string
  readonly scopes_supported?: readonly string[]
  readonly bearer_methods_supported: readonly string[]
  readonly dpop_signing_alg_values_supported?: readonly string[]
  readonly dpop_bound_access_tokens_required?: boolean
  readonly tls_client_certificate_bound_access_tokens?: boolean
  readonly resource_name?: string
  readonly resource_documentation?: string
  readonly resource_policy_uri?: string
}
