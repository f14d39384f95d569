import { generateKeyPairSync, randomBytes } from 'node:crypto'
import type { Provider, ResourceServer } from 'oidc-provider'
import { type RunningProvider, serveProvider } from './serve-provider.js'

/** What the tokens are for. */
export const AUDIENCE = 'https://rs.example'

/** Who asks for tokens. */
export const CLIENT = { client_id: 'c1', client_secret: randomBytes(32).toString('base64url') }

/** How the tokens of an API are made: what `jwt` of a resource server says. */
export type TokenFormat = NonNullable<ResourceServer['jwt']>

export interface ProviderOptions {
  /** Asked for each token. Default: signed by ES256. */
  readonly format?: () => TokenFormat
  /** Where logout tokens go (OpenID Connect Back-Channel Logout 1.0). */
  readonly logoutUri?: string
  /** The `sid` of the next access token; by itself the provider gives it none. */
  readonly sessionId?: () => string
}

/** Starts a real identity provider on loopback, for client credentials with DPoP. */
export function startProvider({
  format = () => ({ sign: { alg: 'ES256' } }),
  logoutUri,
  sessionId,
}: ProviderOptions = {}): Promise<RunningProvider> {
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
        ...(logoutUri !== undefined && {
          backchannel_logout_uri: logoutUri,
          backchannel_logout_session_required: true,
        }),
      },
    ],
    ...(sessionId && { extraTokenClaims: () => ({ sid: sessionId() }) }),
    // Not by its own dispatcher, which connects to nothing on loopback.
    fetch: (url, { body, headers, method = 'GET' } = {}) =>
      fetch(url, { method, body: body ?? null, headers: headers ?? {} }),
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      dPoP: { enabled: true },
      backchannelLogout: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => AUDIENCE,
        getResourceServerInfo: () => ({
          audience: AUDIENCE,
          scope: 'orders:read',
          accessTokenFormat: 'jwt',
          jwt: format(),
        }),
      },
    },
  })
}

/** Has a provider send its client a logout token, as if this subject had ended this session. */
export async function logOut(
  provider: Provider,
  subject: string,
  sessionId: string,
): Promise<void> {
  const client = await provider.Client.find(CLIENT.client_id)
  // Its types do not tell of it.
  const send: unknown = client?.['backchannelLogout']
  if (typeof send !== 'function') throw new Error('the provider sends no logout tokens')
  await Reflect.apply(send, client, [subject, sessionId])
}
