import { setMaxListeners } from 'node:events'
import { LRUCache } from 'lru-cache'
import type { VerifiedToken } from '../cache/verified-token.js'
import { isSameIntrospection, type ResolvedIntrospection } from '../config/resolve-introspection.js'
import type { ResolvedOptions } from '../config/resolve-options.js'
import { DependencyError, isAuthError } from '../errors.js'
import type { Issuer } from '../issuers/issuer.js'
import type { TrustedIssuers } from '../issuers/trusted-issuers.js'
import { problemOf } from '../keys/exchange.js'
import type { WithdrawalCheck } from '../revocation/withdrawal-checker.js'
import { AnswerCache } from './answer-cache.js'
import type { IntrospectionResponse } from './answer.js'
import { askEndpoint, type EndpointParts, introspectionFailure } from './ask-endpoint.js'
import { clientAuthenticator } from './client-authentication.js'
import { introspectionCheck } from './introspection-check.js'
import { Introspector } from './introspector.js'
import { OpaqueTokens } from './opaque-tokens.js'
import { activeClaims, readJsonResponse } from './read-response.js'
import { readSignedResponse } from './signed-response.js'

/** What the endpoints are asked with. */
export interface IntrospectorsParts {
  readonly config: ResolvedOptions
  readonly issuers: TrustedIssuers
  /** Seconds since the epoch. */
  readonly now: () => number
}

interface Held {
  readonly introspection: ResolvedIntrospection
  readonly introspector: Introspector
}

/** The introspection endpoints of one verifier. */
export class Introspectors {
  /** `undefined`: no opaque token is taken. */
  readonly opaque: OpaqueTokens | undefined
  /** Step 8 for JWTs; `undefined`: none is introspected. */
  readonly check: WithdrawalCheck | undefined
  readonly #parts: IntrospectorsParts
  readonly #closed = new AbortController()
  /** Of the options themselves. */
  readonly #listed: Held[] = []
  /** Of what a trusted-issuer function gave, by issuer: the ones used last. */
  readonly #given: LRUCache<string, Held>

  constructor(parts: IntrospectorsParts) {
    this.#parts = parts
    // One for each question under way, which are bounded.
    setMaxListeners(0, this.#closed.signal)
    const { issuers: profiles, trustedIssuer, opaqueIntrospection, limits } = parts.config
    this.#given = new LRUCache({ max: limits.issuers })
    this.opaque = opaqueIntrospection && this.#opaqueTokens(opaqueIntrospection)
    const isForJwts = profiles.some(({ introspection }) => isFor(introspection, 'jwt'))
    if (isForJwts || trustedIssuer) {
      this.check = introspectionCheck((verified) => this.#introspectorOf(verified))
    }
  }

  /** Ends what is under way, and forgets what was answered. */
  close(): void {
    this.#closed.abort(new DependencyError('The verifier was closed'))
    for (const { introspector } of this.#listed) introspector.close()
    this.#given.clear()
  }

  #opaqueTokens(introspection: ResolvedIntrospection): OpaqueTokens {
    const { config, now } = this.#parts
    return new OpaqueTokens({
      introspector: this.#hold(introspection),
      issuerOf: (issuer) => this.#issuerAt(introspection, issuer),
      onlyIssuer: this.#onlyUserOf(introspection),
      config,
      now,
    })
  }

  #introspectorOf({ issuer: { profile } }: VerifiedToken): Introspector | undefined {
    const { introspection, issuer } = profile
    if (!introspection || !isFor(introspection, 'jwt')) return undefined
    const { trustedIssuer, opaqueIntrospection } = this.#parts.config
    if (!trustedIssuer || isSameIntrospection(introspection, opaqueIntrospection)) {
      return this.#hold(introspection)
    }
    const held = this.#given.get(issuer)
    if (held && isSameIntrospection(held.introspection, introspection)) return held.introspector
    const introspector = this.#make(introspection, issuer)
    this.#given.set(issuer, { introspection, introspector })
    return introspector
  }

  /** One for each endpoint that the options name, however many issuers use it. */
  #hold(introspection: ResolvedIntrospection): Introspector {
    const held = this.#listed.find((one) => isSameIntrospection(one.introspection, introspection))
    if (held) return held.introspector
    const introspector = this.#make(introspection, this.#onlyUserOf(introspection))
    this.#listed.push({ introspection, introspector })
    return introspector
  }

  /** The issuer that uses an endpoint, if it is the only one. */
  #onlyUserOf(introspection: ResolvedIntrospection): string | undefined {
    const users = this.#parts.config.issuers.filter((profile) =>
      isSameIntrospection(profile.introspection, introspection),
    )
    return users.length === 1 ? users[0]?.issuer : undefined
  }

  /** The trusted issuer of that identifier, if it uses the endpoint: another one knows nothing of it. */
  #issuerAt(
    introspection: ResolvedIntrospection,
    identifier: string,
  ): Issuer | undefined | Promise<Issuer | undefined> {
    const ifItDoes = (issuer: Issuer | undefined): Issuer | undefined =>
      isSameIntrospection(issuer?.profile.introspection, introspection) ? issuer : undefined
    const found = this.#parts.issuers.find(identifier)
    return found instanceof Promise ? found.then(ifItDoes) : ifItDoes(found)
  }

  /** `issuer`: whom an assertion of ours is for (RFC 7523 §3); `undefined`: the endpoint. */
  #make(introspection: ResolvedIntrospection, issuer: string | undefined): Introspector {
    const { config, now } = this.#parts
    const { cache: seconds, endpoint } = introspection
    const { cachedTokens, fetch } = config
    const parts = {
      introspection,
      authenticate: clientAuthenticator(introspection, issuer ?? endpoint, now),
      fetch,
      signal: this.#closed.signal,
    }
    const isKept = seconds > 0 && cachedTokens > 0
    return new Introspector({
      ask: (token) => this.#ask(token, introspection, parts),
      seconds: isKept ? seconds : 0,
      cache: isKept ? new AnswerCache(seconds, cachedTokens) : undefined,
      now,
    })
  }

  async #ask(
    token: string,
    introspection: ResolvedIntrospection,
    parts: EndpointParts,
  ): Promise<IntrospectionResponse> {
    const bytes = await askEndpoint(token, parts)
    try {
      if (introspection.response === 'json') {
        return { claims: activeClaims(readJsonResponse(bytes)), signer: undefined }
      }
      const { response, signer } = await readSignedResponse(bytes, {
        issuerOf: (issuer) => this.#issuerAt(introspection, issuer),
        clientId: introspection.clientId,
        clockTolerance: this.#parts.config.clockTolerance,
        now: this.#parts.now,
      })
      return { claims: activeClaims(response), signer }
    } catch (error) {
      if (isAuthError(error)) throw error
      throw introspectionFailure(introspection.endpoint, problemOf(error))
    }
  }
}

function isFor(introspection: ResolvedIntrospection | undefined, kind: 'jwt' | 'opaque'): boolean {
  return introspection?.tokens === 'all' || introspection?.tokens === kind
}
