import type { JSONWebKeySet } from 'jose'
import type { CreateIssuerOptions } from './create-issuer-options.js'
import { issuerMetadata, type IssuerMetadata } from './endpoints/metadata.js'
import { createRouter } from './endpoints/router.js'
import { exchange } from './exchange/exchange.js'
import type { ExchangedToken, ExchangeOptions } from './exchange/exchange-options.js'
import { fetchHandler, type FetchHandler } from './http/fetch-handler.js'
import { koaHandler, type KoaHandler } from './http/koa-handler.js'
import { nodeHandler, type NodeHandler } from './http/node-handler.js'
import { publishedNow } from './key-source.js'
import { grant } from './refresh/grant.js'
import type { GrantedTokens, GrantOptions, RefreshRequest } from './refresh/grant-options.js'
import { refresh } from './refresh/refresh.js'
import { revokeGrant } from './revocation/withdraw.js'
import { resolveSettings } from './settings.js'
import type { IssueOptions } from './tokens/issue-options.js'
import { issueToken } from './tokens/issue-token.js'

/** Issues access tokens, and publishes what others need to verify them. */
export interface Issuer {
  readonly issuer: string
  /**
   * Signs an access token as RFC 9068 describes it, and encrypts it where somebody is named to read it.
   *
   * Rejects with a TypeError that names the option if one is wrong. Whether this client may have these scopes for this
   * subject is not checked: that is the caller's decision.
   */
  issue(options: IssueOptions): Promise<string>
  /**
   * Issues an access token and a refresh token, which is good for one use. Needs `refresh`.
   *
   * Rejects with a TypeError that names the option if one is wrong, and with the store's error. Whether
   * the client may have this is not checked: that is the caller's decision.
   */
  grant(options: GrantOptions): Promise<GrantedTokens>
  /**
   * Takes a refresh token, and gives the next one with a new access token. A second use of the same one
   * revokes the grant, and withdraws its access tokens, where `revocation` is told.
   *
   * Rejects with a {@link GrantError} where the client is at fault. Who the client is, and what it has
   * proven, is not checked: `request` says what the caller has checked.
   */
  refresh(refreshToken: string, request: RefreshRequest): Promise<GrantedTokens>
  /** Revokes the refresh token of a grant, and withdraws its access tokens. Tells whether there was one. */
  revokeGrant(grantId: string): Promise<boolean>
  /**
   * Exchanges an access token of this issuer for one for another audience (RFC 8693). Needs `exchange`.
   *
   * Rejects with a {@link GrantError} where the client is at fault. Who the client is, and whether the
   * sender of a bound token has proven its key, is not checked: see {@link ExchangeOptions}.
   */
  exchange(options: ExchangeOptions): Promise<ExchangedToken>
  /** The public keys (RFC 7517 §5), a copy for every call. Throws a KeyRingError where a ring does not know them. */
  jwks(): JSONWebKeySet
  /** The metadata document, a copy for every call. Throws as `jwks` does. */
  metadata(): IssuerMetadata
  /** Serves the documents and endpoints: for `node:http`, Express, Connect and Nest. */
  readonly handler: NodeHandler
  /** The same for Koa. */
  koa(): KoaHandler
  /** The same for the Fetch API; `undefined` where the path is not the issuer's. */
  readonly fetch: FetchHandler
}

/**
 * Makes an issuer of RFC 9068 access tokens.
 *
 * @throws TypeError that names the option that is missing or wrong.
 */
export function createIssuer(options: CreateIssuerOptions): Issuer {
  const settings = resolveSettings(options)
  const route = createRouter(settings)
  return {
    issuer: settings.issuer,
    issue: async (token) => (await issueToken(settings, token)).token,
    grant: async (granted) => grant(settings, granted),
    refresh: async (refreshToken, request) => refresh(settings, refreshToken, request),
    revokeGrant: async (grantId) => revokeGrant(settings, grantId),
    exchange: async (exchanged) => exchange(settings, exchanged),
    jwks: () => ({ keys: publishedNow(settings.keys) }),
    metadata: () => issuerMetadata(settings),
    handler: nodeHandler(route),
    koa: () => koaHandler(route),
    fetch: fetchHandler(route),
  }
}
