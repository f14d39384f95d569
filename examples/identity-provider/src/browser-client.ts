import { ORDERS_API } from 'example-shared'
import type { ClientMetadata, Configuration } from 'oidc-provider'

/** A page that people sign in from. It is a public client: it has no secret to authenticate with. */
export interface BrowserClient {
  readonly clientId: string
  /** Where people are sent back to, compared as a whole. Its origin may ask for tokens. */
  readonly redirectUri: string
  readonly scope: string
}

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

/** What oidc-provider needs to know of the page. */
export function browserConfiguration(client: BrowserClient): Configuration {
  const { origin } = new URL(client.redirectUri)
  return {
    clientBasedCORS: (_ctx, asking) => asking === origin,
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
  }
}
