import { randomBytes } from 'node:crypto'
import { escapeHtml, ORDERS_API, page, pageHeaders } from 'example-shared'
import type { ClientMetadata, Configuration } from 'oidc-provider'
import { SIGN_IN_PATH } from './sign-in.js'
import type { User } from './user.js'

/** A page that people sign in from. It is a public client: it has no secret to authenticate with. */
export interface BrowserClient {
  readonly clientId: string
  /** Where people are sent back to, compared as a whole. Its origin may ask for tokens. */
  readonly redirectUri: string
  readonly scope: string
}

/** Seconds that a token of a browser is good for. */
const TOKEN_LIFETIME = 300

/** Registers the client: authorization code only, and only for tokens that are bound to its key. */
export function browserMetadata({ clientId, redirectUri, scope }: BrowserClient): ClientMetadata {
  return {
    client_id: clientId,
    token_endpoint_auth_method: 'none',
    dpop_bound_access_tokens: true,
    redirect_uris: [redirectUri],
    response_types: ['code'],
    grant_types: ['authorization_code'],
    scope,
    id_token_signed_response_alg: 'ES256',
  }
}

/** What oidc-provider needs to know once people sign in. */
export function signInConfiguration(client: BrowserClient, user: User): Configuration {
  const { origin } = new URL(client.redirectUri)
  return {
    cookies: { keys: [randomBytes(32)] },
    clientBasedCORS: (_ctx, asking) => asking === origin,
    pkce: { required: () => true },
    ttl: { AccessToken: TOKEN_LIFETIME, Interaction: 600, Session: 3600, Grant: 3600 },
    interactions: { url: (_ctx, { uid }) => SIGN_IN_PATH + uid },
    findAccount: (_ctx, accountId) =>
      accountId === user.username ? { accountId, claims: () => ({ sub: accountId }) } : undefined,
    // The page belongs to the provider's own house, so nobody is asked to consent.
    loadExistingGrant: async ({ oidc }) => {
      const { accountId } = oidc.session ?? {}
      if (!accountId) return undefined
      const grant = new oidc.provider.Grant({ accountId, clientId: client.clientId })
      // Those of our APIs are scopes of the provider as well.
      grant.addOIDCScope(client.scope)
      grant.addResourceScope(ORDERS_API, client.scope)
      await grant.save()
      return grant
    },
    // The one of oidc-provider fetches a font from elsewhere.
    renderError: (ctx, { error, error_description: description }) => {
      for (const [name, value] of Object.entries(pageHeaders())) ctx.set(name, String(value))
      ctx.body = page('That did not work', `<p>${escapeHtml(description ?? error)}</p>`)
    },
  }
}
