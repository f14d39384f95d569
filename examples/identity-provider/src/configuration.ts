import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { INVOICES_API, ORDERS_API, SECOND_FACTOR } from 'example-shared'
import { errors, type Configuration, type ResourceServer } from 'oidc-provider'
import { browserConfiguration, browserMetadata, type BrowserClient } from './browser-client.js'
import { TOKEN_LIFETIME, type RegisteredClient } from './clients.js'
import {
  mcpClientMetadata,
  mcpResourceServer,
  registrationConfiguration,
  type McpServer,
} from './mcp-server.js'
import { memoryStorage } from './memory-storage.js'
import { peopleConfiguration } from './people.js'
import type { User } from './user.js'

const SCOPES = ['orders:read', 'orders:write', 'admin']

/** Who there is: the clients, the user, and what the user signs in from, or for, if anything. */
export interface Registered {
  readonly clients: readonly RegisteredClient[]
  readonly user: User
  readonly browserClient: BrowserClient | undefined
  readonly mcpServer: McpServer | undefined
}

/**
 * Configures oidc-provider to issue access tokens of RFC 9068: to clients (RFC 6749 §4.4), and to a
 * user's browser (§4.1).
 */
export function configure({ clients, user, browserClient, mcpServer }: Registered): Configuration {
  const byId = new Map(clients.map((client) => [client.clientId, client]))
  const people = browserClient || mcpServer ? peopleConfiguration(user) : undefined

  return {
    ...people,
    ...(browserClient && browserConfiguration(browserClient)),
    ...(mcpServer && registrationConfiguration()),
    adapter: memoryStorage(),
    jwks: { keys: [generateKey('example-1')] },
    scopes: SCOPES,
    ttl: { ...people?.ttl, ClientCredentials: TOKEN_LIFETIME },
    acrValues: [SECOND_FACTOR],
    clients: [
      ...clients.map(({ clientId, clientSecret, scope }) => ({
        client_id: clientId,
        client_secret: clientSecret,
        scope,
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
        id_token_signed_response_alg: 'ES256' as const,
      })),
      ...(browserClient ? [browserMetadata(browserClient)] : []),
      ...(mcpServer ? mcpClientMetadata(mcpServer) : []),
    ],
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      clientCredentials: { enabled: true },
      registration: { enabled: mcpServer !== undefined },
      // Every proof has to hold a nonce of ours, so that none can be made in advance.
      dPoP: { enabled: true, nonceSecret: randomBytes(32), requireNonce: () => true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_ctx, resource) =>
          resource === mcpServer?.resource
            ? mcpResourceServer(mcpServer)
            : resourceServer(resource),
      },
    },
    extraTokenClaims: (_ctx, token) => ({
      tenant: 'acme',
      ...('accountId' in token && { name: user.name }),
      ...byId.get(token.clientId ?? '')?.claims?.(seconds()),
    }),
    formats: {
      customizers: {
        jwt: (_ctx, token, { payload }) => {
          const { backdated = 0 } = byId.get(token.clientId ?? '') ?? {}
          payload.iat = Number(payload.iat) - backdated
          payload.exp = Number(payload.exp) - backdated
        },
      },
    },
  }
}

// What makes it a JWT of RFC 9068: without a resource, oidc-provider issues opaque tokens.
function resourceServer(resource: string): ResourceServer {
  if (resource !== ORDERS_API && resource !== INVOICES_API) throw new errors.InvalidTarget()
  return {
    audience: resource,
    scope: SCOPES.join(' '),
    accessTokenFormat: 'jwt',
    jwt: { sign: { alg: 'ES256' } },
  }
}

function generateKey(kid: string): Record<string, unknown> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return { ...privateKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'ES256' }
}

function seconds(): number {
  return Math.floor(Date.now() / 1000)
}
