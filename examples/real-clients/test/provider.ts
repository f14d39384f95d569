import { generateKeyPairSync, randomBytes } from 'node:crypto'
import type { ResourceServer } from 'oidc-provider'
import { type RunningProvider, serveProvider } from './serve-provider.js'

/** What the tokens are for. */
export const AUDIENCE = 'https://rs.example'

/** Who asks for tokens. */
export const CLIENT = { client_id: 'c1', client_secret: randomBytes(32).toString('base64url') }

/** How the tokens of an API are made: what `jwt` of a resource server says. */
export type TokenFormat = NonNullable<ResourceServer['jwt']>

const SIGNED: TokenFormat = { sign: { alg: 'ES256' } }

/** Starts a real identity provider on loopback, for client credentials with DPoP. */
export function startProvider(
  formatOf: () => TokenFormat = () => SIGNED,
): Promise<RunningProvider> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const jwk = privateKey.export({ format: 'jwk' })
  return serveProvider({
    jwks: { keys: [{ ...jwk, kid: 'p1', use: 'sig', alg: 'ES256' }] },
    scopes: ['orders:read'],
    clients: [
      {
        ...CLIENT,
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
        id_token_signed_response_alg: 'ES256',
        scope: 'orders:read',
      },
    ],
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      dPoP: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => AUDIENCE,
        getResourceServerInfo: () => ({
          audience: AUDIENCE,
          scope: 'orders:read',
          accessTokenFormat: 'jwt',
          jwt: formatOf(),
        }),
      },
    },
  })
}
