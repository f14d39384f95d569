import { generateKeyPairSync } from 'node:crypto'
import { INVOICES_API, ORDERS_API, SECOND_FACTOR } from 'example-shared'
import { errors, type Configuration, type ResourceServer } from 'oidc-provider'
import { TOKEN_LIFETIME, type RegisteredClient } from './clients.js'
import { noStorage } from './no-storage.js'

const SCOPES = ['orders:read', 'orders:write', 'admin']

/** Configures oidc-provider to issue access tokens of RFC 9068 to clients (RFC 6749 §4.4). */
export function configure(clients: readonly RegisteredClient[]): Configuration {
  const byId = new Map(clients.map((client) => [client.clientId, client]))

  return {
    adapter: noStorage,
    jwks: { keys: [generateKey('example-1')] },
    scopes: SCOPES,
    ttl: { ClientCredentials: TOKEN_LIFETIME },
    acrValues: [SECOND_FACTOR],
    clients: clients.map(({ clientId, clientSecret, scope }) => ({
      client_id: clientId,
      client_secret: clientSecret,
      scope,
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
      id_token_signed_response_alg: 'ES256',
    })),
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_ctx, resource) => resourceServer(resource),
      },
    },
    extraTokenClaims: (_ctx, token) => ({
      tenant: 'acme',
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
