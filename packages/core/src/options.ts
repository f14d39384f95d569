import type { ClaimsSchema } from './claims-schema.js'
import type { CryptoKey, JSONWebKeySet, JWK, JWTPayload } from 'jose'
import type { Algorithm } from './algorithms.js'
import type { CertificateReader } from './certificate/certificate-reader.js'
import type { NonceSecrets } from './dpop/nonces.js'
import type { DecryptionKeys } from './encryption/decryption-keys.js'
import type { ReplayStore } from './replay/replay-store.js'
import type { RevocationList } from './revocation/revocation-list.js'
import type { StatusListOptions } from './status-list/status-list-options.js'

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
  /**
   * The claim that is compared with `audience` in tokens without `aud`, for providers that leave it out:
   * `client_id` at Amazon Cognito, `azp` at Clerk. A token with `aud` is measured by that all the same.
   * With `tokenType: 'jwt'` only: RFC 9068 §2.2 demands `aud`. Default: tokens without `aud` are refused.
   */
  audienceClaim?: string
  /**
   * A claim that access tokens of this provider have and its ID tokens have not, for those whose access tokens
   * cannot be told otherwise: a token without it is refused. With `tokenType: 'jwt'` only. Default: none.
   */
  accessTokenClaim?: string
  algorithms?: readonly Algorithm[]
  tokenType?: TokenType
  scopeClaim?: string | ScopeReader
  maxStale?: number
  /**
   * The keys that may open this issuer's tokens. From a trusted-issuer function: only keys that
   * `decryption` of the verifier has too, because a token says who issued it once it is open.
   */
  decryption?: readonly JWK[] | DecryptionKeys
  introspection?: IntrospectionOptions
  statusList?: StatusListOptions | false
}

/** An introspection endpoint (RFC 7662), and how this API asks it. */
export interface IntrospectionOptions {
  /** `https:`, or `http:` on loopback. Never taken from metadata or a token, and never left. */
  endpoint: string | URL
  /** What the provider knows this API by, as a client of its own. */
  clientId: string
  /** Authenticates by `client_secret_basic` (RFC 6749 §2.3.1). This, or `privateKey`. */
  clientSecret?: string
  /**
   * Authenticates by `private_key_jwt` (RFC 7523 §2.2): RSA, P-256 … P-521 or Ed25519. A JWK may name
   * its `alg` and its `kid`; without an `alg`, RSA is RS256, and PS256 with `profile: 'fapi2'`.
   */
  privateKey?: JWK | CryptoKey
  /**
   * `opaque`: tokens that are no JWTs are introspected, and the others verified here. `jwt`: JWTs are
   * verified here, and introspected too, last of all. `all`: both. Default `opaque`. At most one
   * endpoint of a verifier can be for opaque tokens.
   */
  for?: 'opaque' | 'jwt' | 'all'
  /**
   * `jwt`: answers have to be signed by the issuer (RFC 9701), and nothing else is taken. Default
   * `json`.
   */
  response?: 'json' | 'jwt'
  /**
   * Seconds that an answer is used for, 0 to 3 600, and never past the token's `exp`: a token that is
   * revoked is taken for as long. Default 60. 0: asked for each request.
   */
  cache?: number
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

/** Whether tokens bound by DPoP are taken, and whether others are. */
export type DpopMode = 'allow' | 'require' | 'refuse'

/** What DPoP proofs have to be like (RFC 9449). */
export interface DpopOptions {
  /** As `dpop` itself says it. Default `allow`. */
  mode?: DpopMode
  /** Seconds that a proof is good for after its `iat`, 1 to 300. Default 60. */
  maxAge?: number
  /** Seconds that a client's clock may be ahead of ours, 0 to 60. Default 10. */
  skew?: number
  /** What proofs may be signed with. Default {@link ALL_ALGORITHMS}. */
  algorithms?: readonly Algorithm[]
  /** Asks for a nonce of ours in every proof (RFC 9449 §9): clients' clocks matter no more then. */
  nonce?: DpopNonceOptions
  /** A proof beside a bearer token that is bound to nothing. Default `refuse`. */
  strayProof?: 'refuse' | 'ignore'
}

/** How nonces are made; nothing is stored. */
export interface DpopNonceOptions {
  /**
   * At least 32 bytes, shared by all machines: the first makes nonces, all of them check. With a new
   * one at the front, and the old one behind it, secrets rotate.
   */
  secret: string | Uint8Array | readonly (string | Uint8Array)[] | NonceSecrets
  /** Seconds that a nonce is taken, 20 to 3 600. From half of them on answers have the next. Default 300. */
  lifetime?: number
}

/** Bounds of what is kept of verified tokens. */
export interface CacheOptions {
  tokens?: number
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
  /** Largest status list, in bytes of statuses. Default 4 194 304, at most 134 217 728. */
  statusListBytes?: number
  /**
   * Most status lists kept, the ones used last, in no more bytes than sixteen of the largest. Default
   * 100, at most 10 000.
   */
  statusLists?: number
}

/** Options of {@link createVerifier}. An unknown or contradicting one throws a {@link ConfigError}. */
export interface VerifierOptions<
  Schema extends ClaimsSchema | undefined = ClaimsSchema | undefined,
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
  /**
   * Checks the claims, and gives `auth.claims` its type: zod, valibot, arktype … Asked once for each
   * token: requests that carry the same one share what it returns, which has to stay as it is.
   */
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
  /**
   * Private or shared keys that open encrypted tokens (RFC 7516), which have to be signed tokens
   * inside. Then tokens that are not encrypted are refused (RFC 9068 §4), unless `required` is false.
   * RSA-OAEP, ECDH-ES, AES key wrap and `dir`, with AES-GCM or AES-CBC and HMAC; never RSA1_5, PBES2
   * or `zip`. A shared key has to name its `alg`. Default: encrypted tokens are refused.
   */
  decryption?: readonly JWK[] | DecryptionKeys
  /**
   * Proof of possession by DPoP (RFC 9449). `allow`: tokens that are bound to a key are taken with a
   * proof, others as bearer tokens. `require`: nothing but the scheme DPoP. `refuse`: bound tokens are
   * refused. Default `allow`, or `refuse` where neither `publicUrl` nor an audience says what a proof
   * has to name. A bound token is never taken as a bearer token.
   */
  dpop?: DpopMode | DpopOptions
  /**
   * `require`: tokens that are bound to nothing are refused, whatever the scheme. Default `allow`.
   * Whether by DPoP or by certificate is for `dpop` and `certificate` to say.
   */
  binding?: 'allow' | 'require'
  /**
   * Where the client's certificate is, for tokens bound to one (RFC 8705). Default: such tokens are
   * refused. See `tlsCertificate()` and `forwardedCertificate()`.
   */
  certificate?: CertificateReader
  /**
   * Remembers which proofs were used. Default: `memoryReplayStore()`, which knows of this process
   * only: with several, take one that they share.
   */
  replay?: ReplayStore
  /**
   * Knows which tokens were withdrawn: one list or several, and all of them are asked for each request.
   * `memoryRevocationList()` knows what this process was told; with several, take one that they share.
   */
  revocation?: RevocationList | readonly RevocationList[]
  /**
   * Asks an introspection endpoint (RFC 7662) about tokens that are no JWTs, or about all of them.
   * Default: tokens that are no JWTs are refused. For each issuer its own, or one that all of them use.
   * With a function as `issuer`, this one is for opaque tokens, whose `iss` the answer has to name.
   */
  introspection?: IntrospectionOptions
  /**
   * How the status of tokens with a `status` claim is looked up (Token Status List): their issuer asks
   * for it, so it is done unless this is `false`. That ignores the claim, and with it every withdrawal
   * that the issuer tells in this way. An issuer's own option takes the place of this one as a whole.
   */
  statusList?: StatusListOptions | false
  /**
   * `fapi2`: what the FAPI 2.0 Security Profile §5.3.4 and §5.4 ask of a resource server: tokens bound
   * to a key, in the header, over TLS; PS256, ES256 and Ed25519 only. An option that contradicts it is
   * a ConfigError. Whether a token was revoked is told by `status` claims, `revocation` and whatever else
   * the provider has for it: that one of them is in use is not checked.
   */
  profile?: 'fapi2'
  sources?: TokenSources
  /**
   * Origin, and base path, of this API as its clients see it: what DPoP proofs have to name. Default:
   * the origins of the audiences that are URLs. Never taken from a request.
   */
  publicUrl?: string
  /** Default `tls`: a token that came over plain HTTP is refused, loopback excepted. */
  transport?: 'tls' | 'any'
  /**
   * How many verified tokens are kept, so that a signature need not be checked each time: default
   * 10 000, at most 1 000 000, in 4 kB each on average. One is kept from its second time on, without
   * the token itself. Times, keys and bindings are checked each time all the same; the `claims` schema
   * is not asked again for what is kept. `false`: none. Tokens of a trusted-issuer function never are.
   * As many answers about tokens are kept for each introspection endpoint.
   */
  cache?: CacheOptions | false
  /** The `realm` of challenges. Default: the first audience. */
  realm?: string
  /** Turns on the RFC 9728 document; its URL then stands in every challenge. */
  resource?: ProtectedResourceOptions
  limits?: Limits
  /** For everything that is asked of a provider: for proxies, or mutual TLS to it. */
  fetch?: typeof fetch
  /** Milliseconds since the epoch. Default `Date.now`. */
  clock?: () => number
}
