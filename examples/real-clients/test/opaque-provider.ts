import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type JsonWebKey,
  randomBytes,
} from 'node:crypto'
import type { IntrospectionOptions } from '@countersign/core'
import { AUDIENCE, CLIENT } from './provider.js'
import { type RunningProvider, serveProvider } from './serve-provider.js'

/** What the API is known by at the provider: once by a secret, once by a key. */
interface KnownApi {
  readonly secret: Pick<IntrospectionOptions, 'clientId' | 'clientSecret'>
  readonly key: Pick<IntrospectionOptions, 'clientId' | 'privateKey'>
}

export interface OpaqueProvider extends RunningProvider {
  readonly endpoint: string
  readonly api: KnownApi
  /** Has the client revoke a token of its own (RFC 7009). */
  revoke(token: string): Promise<void>
}

/** Starts a real identity provider whose access tokens are opaque, and can be introspected. */
export async function startOpaqueProvider(): Promise<OpaqueProvider> {
  const own = generateKey('api-1')
  const clientSecret = randomBytes(32).toString('base64url')
  const nobody = { grant_types: [], redirect_uris: [], response_types: [] }
  const signed = {
    introspection_signed_response_alg: 'ES256',
    id_token_signed_response_alg: 'ES256',
  } as const
  const running = await serveProvider({
    jwks: { keys: [generateKey('p1').privateJwk] },
    scopes: ['orders:read'],
    clients: [
      {
        ...CLIENT,
        ...nobody,
        ...signed,
        grant_types: ['client_credentials'],
        scope: 'orders:read',
      },
      { client_id: 'api', client_secret: clientSecret, ...nobody, ...signed },
      {
        client_id: 'api-by-key',
        token_endpoint_auth_method: 'private_key_jwt',
        jwks: { keys: [own.publicJwk] },
        ...nobody,
        ...signed,
      },
    ],
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      dPoP: { enabled: true },
      introspection: {
        enabled: true,
        allowedPolicy: (_ctx, client) => client.clientId.startsWith('api'),
      },
      jwtIntrospection: { enabled: true },
      revocation: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => AUDIENCE,
        getResourceServerInfo: () => ({
          audience: AUDIENCE,
          scope: 'orders:read',
          accessTokenFormat: 'opaque',
        }),
      },
    },
  })
  const { issuer } = running
  const basic = Buffer.from(`${CLIENT.client_id}:${CLIENT.client_secret}`).toString('base64')
  return {
    ...running,
    endpoint: `${issuer}/token/introspection`,
    api: {
      secret: { clientId: 'api', clientSecret },
      key: { clientId: 'api-by-key', privateKey: own.privateJwk },
    },
    async revoke(token) {
      const { status } = await fetch(`${issuer}/token/revocation`, {
        method: 'POST',
        headers: { authorization: `Basic ${basic}` },
        body: new URLSearchParams({ token }),
      })
      if (status !== 200) throw new Error(`not revoked: ${status}`)
    },
  }
}

type NamedKey = JsonWebKey & { readonly kty: string; readonly kid: string }

// By way of DER: on Node 20, to export a generated key as a JWK can lock the process up.
function generateKey(kid: string): { readonly privateJwk: NamedKey; readonly publicJwk: NamedKey } {
  const { privateKey: pkcs8, publicKey: spki } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'pkcs8', format: 'der' },
    publicKeyEncoding: { type: 'spki', format: 'der' },
  })
  const names = { kty: 'EC', kid, use: 'sig', alg: 'ES256' }
  const privateKey = createPrivateKey({ key: pkcs8, type: 'pkcs8', format: 'der' })
  const publicKey = createPublicKey({ key: spki, type: 'spki', format: 'der' })
  return {
    privateJwk: { ...privateKey.export({ format: 'jwk' }), ...names },
    publicJwk: { ...publicKey.export({ format: 'jwk' }), ...names },
  }
}
