import type { ClientMetadata, Configuration, ResourceServer } from 'oidc-provider'

/** An MCP server that people give clients access to. */
export interface McpServer {
  /** Its identifier: the URL of its endpoint (RFC 8707). */
  readonly resource: string
  readonly scopes: readonly string[]
  /** A client that is known beforehand. Others register themselves (RFC 7591). */
  readonly client?: { readonly clientId: string; readonly redirectUri: string }
}

/** What oidc-provider needs to know so that MCP clients can register themselves. */
export function registrationConfiguration(): Pick<
  Configuration,
  'clientDefaults' | 'extraClientMetadata'
> {
  return {
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    extraClientMetadata: {
      properties: ['software_id'],
      // Clients register with the scopes that they need first, and are to get more when people say yes.
      validator: (ctx, _name, _value, metadata) => {
        if (ctx) delete metadata['scope']
      },
    },
  }
}

/** Registers the client that is known: a public one, with PKCE. */
export function mcpClientMetadata({ client }: McpServer): ClientMetadata[] {
  if (!client) return []
  return [
    {
      client_id: client.clientId,
      client_name: client.clientId,
      token_endpoint_auth_method: 'none',
      redirect_uris: [client.redirectUri],
      response_types: ['code'],
      grant_types: ['authorization_code'],
      id_token_signed_response_alg: 'ES256',
    },
  ]
}

/** What its tokens are like. */
export function mcpResourceServer({ resource, scopes }: McpServer): ResourceServer {
  return {
    audience: resource,
    scope: scopes.join(' '),
    accessTokenFormat: 'jwt',
    jwt: { sign: { alg: 'ES256' } },
  }
}
