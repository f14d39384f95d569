import type { ClaimsSchema } from './claims-schema.js'
import { confirmationOf } from './binding/confirmation.js'
import { TokenCache } from './cache/token-cache.js'
import type { SignedToken, VerifiedToken } from './cache/verified-token.js'
import type { ResolvedOptions } from './config/resolve-options.js'
import { checkOpenedFor, isOpenedFor, type OpenedToken } from './encryption/opened-token.js'
import { checkReplicatedClaims } from './encryption/replicated-claims.js'
import { TokenOpener } from './encryption/token-opener.js'
import type { OpaqueTokens } from './introspection/opaque-tokens.js'
import type { Issuer } from './issuers/issuer.js'
import type { TrustedIssuers } from './issuers/trusted-issuers.js'
import { findKeys } from './keys/find-keys.js'
import type { VerificationKey } from './keys/verification-key.js'
import { RefusedToken } from './refused-token.js'
import { Refused } from './refused.js'
import { actorOf } from './token/actor.js'
import { applySchema } from './token/apply-schema.js'
import { checkClaims } from './token/check-claims.js'
import { checkKeptTimes } from './token/check-kept-times.js'
import { splitCompact, type Segments } from './token/compact-jws.js'
import { TokenHeaders } from './token/token-header.js'
import { checkTokenType } from './token/token-type.js'
import { notSigned, parseToken, type UnverifiedToken } from './token/unverified-token.js'
import { isSignedBy } from './token/verify-signature.js'

/** What tokens are verified with. */
export interface TokenVerifierParts {
  readonly config: ResolvedOptions
  readonly issuers: TrustedIssuers
  /** `undefined`: tokens that are no JWTs are refused. */
  readonly opaque: OpaqueTokens | undefined
  /** Seconds since the epoch. */
  readonly now: () => number
}

/** Steps 3 to 6 of the pipeline: everything about a token that does not depend on its request. */
export class TokenVerifier {
  readonly #parts: TokenVerifierParts
  #cache: TokenCache | undefined
  readonly #headers = new TokenHeaders()
  readonly #opener: TokenOpener

  constructor(parts: TokenVerifierParts) {
    this.#parts = parts
    const { cachedTokens, trustedIssuer, issuers, issuerDefaults } = parts.config
    // A function knows an issuer by its name only, which is inside.
    const profiles = trustedIssuer ? [issuerDefaults] : issuers
    this.#opener = new TokenOpener(profiles.map(({ decryption }) => decryption))
    // A trusted-issuer function is asked anew for each token, and may answer something else.
    if (cachedTokens > 0 && !trustedIssuer) this.#cache = new TokenCache(cachedTokens)
  }

  /**
   * Verifies a token, or sees that one that was verified before still holds. Throws, or rejects with,
   * Refused, or a DependencyError where keys cannot be had; a RefusedToken with either in it, or with
   * what a schema has thrown, once the signature was verified.
   */
  verify(token: string): VerifiedToken | Promise<VerifiedToken> {
    if (token.length > this.#parts.config.limits.tokenBytes) throw new Refused('token_too_large')
    const kept = this.#cache?.find(token)
    if (!kept) return this.#verifyNew(token)
    return kept.openedBy ? this.#verifyKeptOpened(token, kept) : this.#verifyKept(token, kept)
  }

  close(): void {
    this.#cache = undefined
  }

  #verifyKept(token: string, kept: SignedToken): VerifiedToken | Promise<VerifiedToken> {
    const now = this.#parts.now()
    const keys = findKeys(kept.issuer.keys, kept.wanted, now)
    return keys instanceof Promise
      ? this.#verifyKeptLater(token, kept, keys)
      : (this.#ifItHolds(token, kept, keys, now) ?? this.#verifyNew(token))
  }

  /** A key of ours that was withdrawn opens nothing, not even what it has opened before. */
  async #verifyKeptOpened(token: string, kept: SignedToken): Promise<VerifiedToken> {
    const { issuer, openedBy } = kept
    const holds = openedBy && (await isOpenedFor(issuer.profile.decryption, openedBy))
    return holds ? this.#verifyKept(token, kept) : this.#verifyNew(token)
  }

  /** Step 3: by what the token looks like. */
  #verifyNew(token: string): VerifiedToken | Promise<VerifiedToken> {
    const segments = splitCompact(token)
    if (segments === 'encrypted') return this.#verifyOpened(token, this.#opener.open(token))
    const { opaque } = this.#parts
    if (segments === 'opaque' && opaque) return opaque.verify(token)
    if (typeof segments === 'string') throw notSigned(segments)
    return this.#verifySigned(token, segments)
  }

  #verifySigned(token: string, segments: Segments): SignedToken | Promise<SignedToken> {
    const unverified = parseToken(token, segments, this.#headers)
    const issuer = this.#parts.issuers.find(unverified.issuer)
    return issuer instanceof Promise
      ? this.#verifyByLater(issuer, unverified)
      : this.#verifyBy(issuer, unverified)
  }

  /** What was in an encrypted token has to be as good as any other. */
  async #verifyOpened(token: string, opening: Promise<OpenedToken>): Promise<SignedToken> {
    const opened = await opening
    const unverified = parseToken(opened.text, opened.segments, this.#headers)
    const issuer = await this.#parts.issuers.find(unverified.issuer)
    if (issuer) await checkOpenedFor(issuer.profile.decryption, opened)
    checkReplicatedClaims(opened.header, unverified.claims)
    return this.#verifyBy(issuer, { ...unverified, token, opened })
  }

  async #verifyKeptLater(
    token: string,
    kept: SignedToken,
    keys: Promise<readonly VerificationKey[]>,
  ): Promise<VerifiedToken> {
    return this.#ifItHolds(token, kept, await keys, this.#parts.now()) ?? this.#verifyNew(token)
  }

  /** Whether its key is still published, and it is not too late; throws Refused for the latter. */
  #ifItHolds(
    token: string,
    kept: SignedToken,
    keys: readonly VerificationKey[],
    now: number,
  ): VerifiedToken | undefined {
    // Without its key it may have been signed by another one of the same name.
    if (keys[0] !== kept.key && !keys.includes(kept.key)) return undefined
    const { from, until } = kept.checked.times
    if (now < from || now >= until) checkKeptTimes(kept, this.#parts.config, now)
    this.#cache?.use(token, kept, now)
    return kept
  }

  /** Steps 4 to 6, once the issuer is known. */
  #verifyBy(
    issuer: Issuer | undefined,
    unverified: UnverifiedToken,
  ): SignedToken | Promise<SignedToken> {
    if (!issuer) throw new Refused('untrusted_issuer')
    const { header, opened } = unverified
    // RFC 9068 §4.
    if (!opened && issuer.profile.decryption?.required === true) {
      throw new Refused('unencrypted_token')
    }
    checkTokenType(header, issuer.profile.tokenType)
    // RFC 8725 §3.1.
    if (!issuer.profile.algorithms.has(header.algorithm)) throw new Refused('unsupported_algorithm')
    const now = this.#parts.now()
    const keys = findKeys(issuer.keys, header, now)
    return keys instanceof Promise
      ? this.#verifyWithLater(keys, issuer, unverified)
      : this.#verifyWith(keys, issuer, unverified, now)
  }

  async #verifyByLater(
    issuer: Promise<Issuer | undefined>,
    unverified: UnverifiedToken,
  ): Promise<SignedToken> {
    return this.#verifyBy(await issuer, unverified)
  }

  /** Step 5, and the rest, once the keys are known. */
  #verifyWith(
    keys: readonly VerificationKey[],
    issuer: Issuer,
    unverified: UnverifiedToken,
    now: number,
  ): SignedToken | Promise<SignedToken> {
    const key = this.#signingKey(unverified, issuer, keys)
    try {
      return this.#judge(key, issuer, unverified, now)
    } catch (thrown) {
      throw new RefusedToken(thrown, { kind: 'jwt', issuer, signed: unverified.claims })
    }
  }

  /** Step 6: from here on its issuer stands for the token, and whoever is refused is known. */
  #judge(
    key: VerificationKey,
    issuer: Issuer,
    unverified: UnverifiedToken,
    now: number,
  ): SignedToken | Promise<SignedToken> {
    const { token, header, opened, claims: signed } = unverified
    const { config } = this.#parts
    const checked = checkClaims(signed, issuer.profile, config, now)
    const scopes = issuer.profile.readScopes(signed)
    const verified: SignedToken = {
      hash: undefined,
      digest: undefined,
      usedIn: 0,
      kind: 'jwt',
      issuer,
      wanted: header,
      key,
      openedBy: opened?.by,
      signed,
      claims: signed,
      checked,
      scopes,
      confirmation: undefined,
      actor: undefined,
      revocable: undefined,
      status: undefined,
    }
    return config.schema
      ? this.#applySchema(config.schema, token, verified)
      : this.#complete(token, verified)
  }

  async #verifyWithLater(
    keys: Promise<readonly VerificationKey[]>,
    issuer: Issuer,
    unverified: UnverifiedToken,
  ): Promise<SignedToken> {
    return this.#verifyWith(await keys, issuer, unverified, this.#parts.now())
  }

  async #applySchema(
    schema: ClaimsSchema,
    token: string,
    verified: SignedToken,
  ): Promise<SignedToken> {
    try {
      verified.claims = await applySchema(schema, verified.signed)
      return this.#complete(token, verified)
    } catch (thrown) {
      throw new RefusedToken(thrown, verified)
    }
  }

  #complete(token: string, verified: SignedToken): SignedToken {
    verified.confirmation = confirmationOf(verified.signed)
    verified.actor = actorOf(verified.signed)
    this.#cache?.keep(token, verified)
    return verified
  }

  /** Step 5: the key that has signed a token; throws Refused where it is none of these. */
  #signingKey(
    unverified: UnverifiedToken,
    issuer: Issuer,
    keys: readonly VerificationKey[],
  ): VerificationKey {
    const { header, headerSegment } = unverified
    for (const key of keys) {
      if (!isSignedBy(key, header.algorithm, unverified)) continue
      this.#parts.issuers.confirm(issuer)
      this.#headers.keep(headerSegment, header)
      return key
    }
    issuer.keys.doubt()
    throw new Refused('invalid_signature')
  }
}
