import { hash } from 'node:crypto'
import { andThen } from './and-then.js'
import { confirmationOf } from './binding/confirmation.js'
import { TokenCache, type VerifiedToken } from './cache/token-cache.js'
import type { ResolvedOptions } from './config/resolve-options.js'
import type { Issuer } from './issuers/issuer.js'
import type { TrustedIssuers } from './issuers/trusted-issuers.js'
import { findKeys } from './keys/find-keys.js'
import type { VerificationKey } from './keys/verification-key.js'
import { Refused } from './refused.js'
import { actorOf } from './token/actor.js'
import { applySchema } from './token/apply-schema.js'
import { checkClaims, checkTimes } from './token/check-claims.js'
import { FrozenSet } from './token/frozen-set.js'
import { frozenJson } from './token/strict-json.js'
import { TokenHeaders, type TokenHeader } from './token/token-header.js'
import { checkTokenType } from './token/token-type.js'
import { parseToken, type UnverifiedToken } from './token/unverified-token.js'
import { isSignedBy } from './token/verify-signature.js'

/** What tokens are verified with. */
export interface TokenVerifierParts {
  readonly config: ResolvedOptions
  readonly issuers: TrustedIssuers
  /** Seconds since the epoch. */
  readonly now: () => number
}

/** Steps 3 to 6 of the pipeline: everything about a token that does not depend on its request. */
export class TokenVerifier {
  readonly #parts: TokenVerifierParts
  readonly #cache: TokenCache | undefined
  readonly #headers = new TokenHeaders()
  readonly #readHeader = (segment: string): TokenHeader => this.#headers.read(segment)

  constructor(parts: TokenVerifierParts) {
    this.#parts = parts
    const { cachedTokens, trustedIssuer } = parts.config
    // A trusted-issuer function is asked anew for each token, and may answer something else.
    if (cachedTokens > 0 && !trustedIssuer) this.#cache = new TokenCache(cachedTokens)
  }

  /** Throws, or rejects with, Refused, or a DependencyError where keys cannot be had. */
  verify(token: string): VerifiedToken | Promise<VerifiedToken> {
    // Whoever calls `verifyToken` with what a message held has no type to rely on.
    if (typeof token !== 'string') throw new Refused('malformed_token', 'not a string')
    if (token.length > this.#parts.config.limits.tokenBytes) throw new Refused('token_too_large')
    const digest = hash('sha256', token, 'base64url')
    const known = this.#cache?.get(digest)
    if (!known) return this.#verify(token, digest)
    return andThen(this.#stillHolds(known), (holds) =>
      holds ? known : this.#verify(token, digest),
    )
  }

  close(): void {
    this.#cache?.clear()
  }

  /** A token that was verified before is still good if its key is published, and it is not too late. */
  #stillHolds({ issuer, wanted, key, signed }: VerifiedToken): boolean | Promise<boolean> {
    const { config, issuers, now } = this.#parts
    if (issuers.find(issuer.profile.issuer) !== issuer) return false
    const isGood = (keys: readonly VerificationKey[]): boolean => {
      if (!keys.includes(key)) return false
      checkTimes(signed, config, now())
      return true
    }
    return andThen(findKeys(issuer.keys, wanted), isGood)
  }

  #verify(token: string, digest: string): VerifiedToken | Promise<VerifiedToken> {
    const unverified = parseToken(token, this.#readHeader)
    return andThen(this.#parts.issuers.find(unverified.issuer), (issuer) => {
      if (!issuer) throw new Refused('untrusted_issuer')
      const { header } = unverified
      checkTokenType(header, issuer.profile.tokenType)
      // RFC 8725 §3.1.
      if (!issuer.profile.algorithms.has(header.algorithm)) {
        throw new Refused('unsupported_algorithm')
      }
      return andThen(findKeys(issuer.keys, header), (keys) => {
        const key = this.#signingKey(unverified, issuer, keys)
        return andThen(this.#checked(unverified, issuer, key, digest), (verified) => {
          this.#cache?.set(digest, verified, token.length)
          return verified
        })
      })
    })
  }

  /** Step 5: the key that has signed a token; throws Refused where it is none of these. */
  #signingKey(
    { header, headerSegment, signature, signingInput }: UnverifiedToken,
    issuer: Issuer,
    keys: readonly VerificationKey[],
  ): VerificationKey {
    const { algorithm } = header
    const key = keys.find((one) => isSignedBy(one, { algorithm, signature, signingInput }))
    if (!key) {
      issuer.keys.doubt()
      throw new Refused('invalid_signature')
    }
    this.#parts.issuers.confirm(issuer)
    this.#headers.keep(headerSegment, header)
    return key
  }

  /** Step 6: what the claims of a token say, once they are known to be its issuer's. */
  #checked(
    { header, claims }: UnverifiedToken,
    issuer: Issuer,
    key: VerificationKey,
    digest: string,
  ): VerifiedToken | Promise<VerifiedToken> {
    const { config, now } = this.#parts
    // Now, and not before: whoever sends a token that is none has no claim to so much work.
    const signed = frozenJson(claims)
    const checked = checkClaims(signed, issuer.profile, config, now())
    const scopes = new FrozenSet(issuer.profile.readScopes(signed))
    const shown = config.schema ? applySchema(config.schema, signed) : signed
    return andThen<unknown, VerifiedToken>(shown, (given) => ({
      hash: digest,
      issuer,
      wanted: header,
      key,
      signed,
      claims: given,
      checked,
      scopes,
      confirmation: confirmationOf(signed),
      actor: actorOf(signed),
    }))
  }
}
