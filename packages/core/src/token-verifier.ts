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
import { freezeJson } from './token/strict-json.js'
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

  async #verify(token: string, digest: string): Promise<VerifiedToken> {
    const { config, issuers, now } = this.#parts
    const unverified = parseToken(token)
    const issuer = await this.#trustedIssuer(unverified)
    const { profile } = issuer
    const { algorithm, kid, header, claims: signed } = unverified
    checkTokenType(header, profile.tokenType)
    // RFC 8725 §3.1.
    if (!profile.algorithms.has(algorithm)) throw new Refused('unsupported_algorithm')
    const wanted = { algorithm, kid }
    const keys = await findKeys(issuer.keys, wanted)
    const key = keys.find((candidate) => isSignedBy(candidate, unverified))
    if (!key) {
      issuer.keys.doubt()
      throw new Refused('invalid_signature')
    }
    issuers.confirm(issuer)

    // Now, and not before: whoever sends a token that is none has no claim to so much work.
    freezeJson(signed)
    const checked = checkClaims(signed, profile, config, now())
    const scopes = new FrozenSet(profile.readScopes(signed))
    const claims = config.schema ? await applySchema(config.schema, signed) : signed
    const [confirmation, actor] = [confirmationOf(signed), actorOf(signed)]
    const verified: VerifiedToken = {
      hash: digest,
      issuer,
      wanted,
      key,
      signed,
      claims,
      checked,
      scopes,
      confirmation,
      actor,
    }
    this.#cache?.set(digest, verified, token.length)
    return verified
  }

  async #trustedIssuer(unverified: UnverifiedToken): Promise<Issuer> {
    const issuer = await this.#parts.issuers.find(unverified.issuer)
    if (!issuer) throw new Refused('untrusted_issuer')
    return issuer
  }
}
