import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { JSONWebKeySet, JWTPayload } from 'jose'
import type { Algorithm } from './algorithms.js'

/** Reads the scopes out of verified claims, for providers that keep them elsewhere. */
export type ScopeReader = (claims: JWTPayload) => readonly string[]

/** Which kind of JWT is taken for an access token. */
export type TokenType = 'at+jwt' | 'jwt'

/** One trusted issuer. What is given here wins over the verifier's own options. */
export interface IssuerOptions {
  /** Issuer identifier, compared with `iss` byte for byte. `https:`, or `http:` on loopback. */
  issuer: string
  /**
   * Static keys, the URL of a JWKS, or a `file:` URL of one, which is read again as it changes.
   * Default: found by discovery (RFC 8414, then OpenID).
   */
  keys?: JSONWebKeySet | URL
  audience?: string | readonly string[]
  algorithms?: readonly Algorithm[]
  tokenType?: TokenType
  scopeClaim?: string | ScopeReader
  maxStale?: number
}

/**
 * Maps an issuer identifier out of an unverified token to its options, or to nothing: not trusted.
 * Asked for every token, with 5 seconds to answer; when it fails, or returns options that are wrong,
 * the answer is 503. While the `keys` that it gives for an issuer are the same, that issuer's keys are
 * kept; for other ones they are fetched anew.
 */
export type TrustedIssuer = (
  issuer: string,
) => IssuerOptions | undefined | Promise<IssuerOptions | undefined>

/** Where a request may carry its token beside the `Authorization` header. All off by default. */
export interface TokenSources {
  header?: true
  /** The `access_token` parameter of a form body that the application has parsed (RFC 6750 §2.2). */
  body?: boolean
  /** The `access_token` query parameter (RFC 6750 §2.3). Ends up in logs and histories: avoid. */
  query?: boolean
  /** Name of a cookie. The application must defend itself against cross-site request forgery. */
  cookie?: string
}

/** The document of RFC 9728 that tells clients where to get tokens for this resource. */
export interface ProtectedResourceOptions {
  /** The resource identifier, told byte for byte: `https:` (or loopback), no fragment. */
  resource: string
  /** Default: the trusted issuers. */
  authorizationServers?: readonly string[]
  scopesSupported?: readonly string[]
  name?: string
  documentation?: string
  policyUri?: string
  jwksUri?: string
}

/** Upper bounds on what is read. Integers of at least 1. */
export interface Limits {
  /** Longest token, in characters. Default 16 384, at most 65 536. */
  tokenBytes?: number
  /** Largest metadata or JWKS document, in bytes. Default 524 288, at most 16 777 216. */
  jwksBytes?: number
  /** Most keys taken from one JWKS, the first ones win. Default 1 000, at most 10 000. */
  jwksKeys?: number
  /**
   * Most issuers held for a trusted-issuer function, the ones used last. Default 1 000, at most
   * 100 000. A quarter as many more, 100 at least, are held while their keys have not arrived.
   */
  issuers?: number
}

/** Options of {@link createVerifier}. An unknown or contradicting one throws a {@link ConfigError}. */
export interface VerifierOptions<
  Schema extends StandardSchemaV1 | undefined = StandardSchemaV1 | undefined,
> {
  /** The issuers to trust: one, several, or a function that knows them. Required. */
  issuer: string | IssuerOptions | readonly (string | IssuerOptions)[] | TrustedIssuer
  /** Identifiers of this API; a token must name one of them in `aud`. Required. */
  audience: string | readonly string[]
  /** The keys of the one issuer, as in {@link IssuerOptions}. Default: found by discovery. */
  keys?: JSONWebKeySet | URL
  /**
   * Default {@link ALL_ALGORITHMS}: all but the post-quantum ones, which
   * `[...ALL_ALGORITHMS, ...POST_QUANTUM_ALGORITHMS]` adds, from Node 24.6 on. Metadata and tokens
   * never widen it.
   */
  algorithms?: readonly Algorithm[]
  /**
   * Default `at+jwt`: RFC 9068 access tokens only. `jwt` also takes `typ: JWT` or no `typ`, for
   * providers without RFC 9068, and then looks for the marks of an ID token, and refuses it.
   */
  tokenType?: TokenType
  /** Claims that must be there, beside the ones that `tokenType` asks for. */
  requiredClaims?: readonly string[]
  /** Checks the claims, and gives `auth.claims` its type: zod, valibot, arktype … */
  claims?: Schema
  /**
   * Where the scopes are. Default: `scope`, then `scp`, each a string or a list. As a list, `scope`
   * breaks RFC 9068 §2.2.3: with `tokenType: 'at+jwt'` it is refused unless it is named here.
   */
  scopeClaim?: string | ScopeReader
  /** Seconds of clock difference forgiven on all times of a token. Default 5, 0 to 600. */
  clockTolerance?: number
  /** Seconds since `iat` after which a token is refused, 1 to ten years. Default: only `exp` counts. */
  maxTokenAge?: number
  /**
   * Seconds that fetched keys stay in use past their lifetime while newer ones cannot be had, 0 to
   * 30 days. Default 86 400, a day. 0: an outage of the provider is one of this API soon after.
   */
  maxStale?: number
  /** Proof of possession. Only `refuse` so far: a token bound to a key is refused, always. */
  dpop?: 'refuse'
  sources?: TokenSources
  /**
   * Origin, and base path, of this API as its clients see it. Default: origin of a URL audience.
   * For the proofs of DPoP; until they are taken, only its form is checked.
   */
  publicUrl?: string
  /** Default `tls`: a token that came over plain HTTP is refused, loopback excepted. */
  transport?: 'tls' | 'any'
  /** Verified tokens are not kept yet, so `false` is the only value. */
  cache?: false
  /** The `realm` of challenges. Default: the first audience. */
  realm?: string
  /** Turns on the RFC 9728 document; its URL then stands in every challenge. */
  resource?: ProtectedResourceOptions
  limits?: Limits
  /** Used for discovery and keys: for proxies, or mutual TLS to the provider. */
  fetch?: typeof fetch
  /** Milliseconds since the epoch. Default `Date.now`. */
  clock?: () => number
}
