import type { JWTPayload } from 'jose'
import type { Authentication } from './authentication.js'
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
  /** Fetches metadata and keys of every listed issuer; rejects with a DependencyError. */
  ready(): Promise<void>
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

export interface IssuerHealth {
  readonly issuer: string
  /** `static`: given as an option. `empty`: not fetched yet. `stale`: past their refresh. */
  readonly state: 'static' | 'empty' | 'fresh' | 'stale'
  /** Usable keys at hand. */
  readonly keys: number
  /** Seconds since the keys were fetched. */
  readonly age: number | undefined
  /** Message of the latest fetch's failure; `undefined` after a success. */
  readonly lastError: string | undefined
}

/** A protected resource metadata document (RFC 9728 §2). Members without values are left out. */
export interface ProtectedResourceMetadata {
  readonly resource: string
  readonly authorization_servers?: readonly string[]
  readonly jwks_uri?: string
  readonly scopes_supported?: readonly string[]
  readonly bearer_methods_supported: readonly string[]
  readonly resource_name?: string
  readonly resource_documentation?: string
  readonly resource_policy_uri?: string
}
