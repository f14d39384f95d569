import type { ClaimsSchema } from '../claims-schema.js'
import { confirmationOf } from '../binding/confirmation.js'
import { tokenHash, type VerifiedToken } from '../cache/verified-token.js'
import type { ResolvedOptions } from '../config/resolve-options.js'
import { isToken68 } from '../credentials/read-credentials.js'
import type { Issuer } from '../issuers/issuer.js'
import { RefusedToken } from '../refused-token.js'
import { Refused } from '../refused.js'
import { actorOf } from '../token/actor.js'
import { applySchema } from '../token/apply-schema.js'
import { checkClaims } from '../token/check-claims.js'
import { checkKeptTimes } from '../token/check-kept-times.js'
import type { JsonObject } from '../token/strict-json.js'
import type { Answer } from './answer.js'
import { UnsupportedToken } from './ask-endpoint.js'
import type { Introspector } from './introspector.js'
import { checkBoundKind, checkTokenKind } from './token-kind.js'

/** What opaque tokens are verified with. */
export interface OpaqueTokensParts {
  readonly introspector: Introspector
  /** The issuer of that identifier, if it is one whose tokens the endpoint knows. */
  readonly issuerOf: (issuer: string) => Issuer | undefined | Promise<Issuer | undefined>
  /** The only issuer whose tokens the endpoint knows; `undefined`: there are several. */
  readonly onlyIssuer: string | undefined
  readonly config: Pick<
    ResolvedOptions,
    'schema' | 'requiredClaims' | 'clockTolerance' | 'maxTokenAge' | 'trustedIssuer'
  >
  /** Seconds since the epoch. */
  readonly now: () => number
}

/** Steps 3 to 6 of the pipeline for tokens that say nothing themselves. */
export class OpaqueTokens {
  readonly #parts: OpaqueTokensParts

  constructor(parts: OpaqueTokensParts) {
    this.#parts = parts
  }

  /**
   * Asks about a token, or sees that what was answered before still holds. Throws, or rejects with,
   * Refused, or a DependencyError where the endpoint cannot tell; a RefusedToken with what was thrown
   * in it, once the issuer is known to stand for the answer.
   */
  verify(token: string): VerifiedToken | Promise<VerifiedToken> {
    const hash = tokenHash(token)
    const kept = this.#parts.introspector.find(hash)
    if (kept) return this.#judge(hash, kept)
    // Nothing else is ever sent, whatever becomes of the request.
    if (!isToken68(token)) throw new Refused('malformed_token', 'not of the grammar of RFC 6750')
    return this.#ask(token, hash)
  }

  async #ask(token: string, hash: string): Promise<VerifiedToken> {
    const answer = await this.#parts.introspector.ask(token, hash).catch((error: unknown) => {
      if (error instanceof UnsupportedToken) throw new Refused('inactive_token', 'of no known type')
      throw error
    })
    return this.#judge(hash, answer)
  }

  #judge(hash: string, answer: Answer): VerifiedToken | Promise<VerifiedToken> {
    const { verified, claims } = answer
    if (verified) return this.#ifItHolds(verified)
    if (!claims) throw new Refused('inactive_token')
    const issuer = this.#issuerOf(claims, answer.signer)
    return issuer instanceof Promise
      ? this.#judgeLater(hash, answer, claims, issuer)
      : this.#judgeBy(hash, answer, claims, issuer)
  }

  /** What the endpoint has said stays as it is, but time goes on. */
  #ifItHolds(verified: VerifiedToken): VerifiedToken {
    const { config, now } = this.#parts
    const present = now()
    const { from, until } = verified.checked.times
    if (present < from || present >= until) checkKeptTimes(verified, config, present)
    return verified
  }

  /** RFC 7662 §2.2: `iss` is optional, and then the token is of whoever the endpoint belongs to. */
  #issuerOf(
    { iss }: JsonObject,
    signer: string | undefined,
  ): Issuer | undefined | Promise<Issuer | undefined> {
    if (iss !== undefined && typeof iss !== 'string') throw new Refused('malformed_claim', 'iss')
    if (signer !== undefined && iss !== undefined && iss !== signer) {
      throw new Refused('untrusted_issuer', 'not the one that has signed the response')
    }
    const issuer = iss ?? signer ?? this.#parts.onlyIssuer
    if (issuer === undefined) throw new Refused('missing_claim', 'iss')
    return this.#parts.issuerOf(issuer)
  }

  #judgeBy(
    hash: string,
    answer: Answer,
    claims: JsonObject,
    issuer: Issuer | undefined,
  ): VerifiedToken | Promise<VerifiedToken> {
    if (!issuer) throw new Refused('untrusted_issuer')
    try {
      const verified = this.#check(hash, claims, issuer)
      const { schema } = this.#parts.config
      return schema
        ? this.#applySchema(schema, hash, answer, verified)
        : this.#keep(hash, answer, verified, claims)
    } catch (thrown) {
      throw new RefusedToken(thrown, { kind: 'opaque', issuer, signed: claims })
    }
  }

  async #applySchema(
    schema: ClaimsSchema,
    hash: string,
    answer: Answer,
    verified: VerifiedToken,
  ): Promise<VerifiedToken> {
    try {
      const claims = await applySchema(schema, verified.signed)
      return this.#keep(hash, answer, verified, claims)
    } catch (thrown) {
      throw new RefusedToken(thrown, verified)
    }
  }

  async #judgeLater(
    hash: string,
    answer: Answer,
    claims: JsonObject,
    issuer: Promise<Issuer | undefined>,
  ): Promise<VerifiedToken> {
    return this.#judgeBy(hash, answer, claims, await issuer)
  }

  /** Step 6, as for a JWT, but for what only RFC 9068 asks of one. */
  #check(hash: string, claims: JsonObject, issuer: Issuer): VerifiedToken {
    const { config, now } = this.#parts
    const { profile } = issuer
    checkTokenKind(claims)
    const checked = checkClaims(claims, { ...profile, tokenType: 'jwt' }, config, now())
    const confirmation = confirmationOf(claims)
    checkBoundKind(claims, confirmation)
    return {
      hash,
      kind: 'opaque',
      issuer,
      signed: claims,
      claims,
      checked,
      scopes: profile.readScopes(claims),
      confirmation,
      actor: actorOf(claims),
      revocable: undefined,
      status: undefined,
    }
  }

  #keep(hash: string, answer: Answer, verified: VerifiedToken, claims: unknown): VerifiedToken {
    verified.claims = claims
    // A trusted-issuer function is asked anew for each token, and may answer something else.
    if (!this.#parts.config.trustedIssuer) answer.verified = verified
    this.#parts.introspector.confirm(hash, answer)
    return verified
  }
}
