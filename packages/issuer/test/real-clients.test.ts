import { webcrypto, type KeyObject } from 'node:crypto'
import * as oauth from 'oauth4webapi'
import * as client from 'openid-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { generateSigningKey, memoryRefreshTokenStore, type SigningKey } from '../src/index.js'
import { AUDIENCE, issuerWorld, OTHER_AUDIENCE, type IssuerWorld } from './support/issuer-world.js'

// What these clients do with our endpoints is what users' clients will do.

const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token'

let world: IssuerWorld
let key: SigningKey

beforeAll(async () => {
  key = await generateSigningKey('ES256', { kid: 'client-key' })
  world = await issuerWorld({ clock: Date.now, refresh: { store: memoryRefreshTokenStore() } }, [
    {
      clientId: 'jwt',
      jwks: { keys: [key.publicJwk] },
      grantTypes: ['client_credentials', 'refresh_token'],
      scopes: ['read'],
    },
  ])
})
afterAll(async () => world.close())

const cryptoKey = async (from: KeyObject): Promise<webcrypto.CryptoKey> =>
  webcrypto.subtle.importKey(
    'pkcs8',
    from.export({ type: 'pkcs8', format: 'der' }),
    { name: 'ECDSA', namedCurve: 'P-256' },
    false,
    ['sign'],
  )

const granted = async (clientId: string, changes: object = {}) =>
  world.issuer.grant({ subject: 'u1', clientId, scope: 'read write', ...changes })

const discovered = async (
  clientId: string,
  authentication: client.ClientAuth,
): Promise<client.Configuration> =>
  client.discovery(new URL(world.issuer.issuer), clientId, undefined, authentication, {
    algorithm: 'oauth2',
    execute: [client.allowInsecureRequests],
  })

const withKey = async (): Promise<client.Configuration> =>
  discovered('jwt', client.PrivateKeyJwt({ key: await cryptoKey(key.privateKey), kid: key.kid }))

describe('openid-client', () => {
  it.each<[string, () => Promise<client.Configuration>]>([
    ['in the header', () => discovered('service', client.ClientSecretBasic(world.secret))],
    ['in the form', () => discovered('service', client.ClientSecretPost(world.secret))],
    ['that is a key', withKey],
  ])('finds the endpoints, and gets a token with a credential %s', async (_name, configure) => {
    const config = await configure()
    const tokens = await client.clientCredentialsGrant(config, { scope: 'read' })
    expect(tokens).toMatchObject({ token_type: 'bearer', expires_in: 300, scope: 'read' })
  })

  it('refreshes, and is told when a token was used before', async () => {
    const config = await discovered('web', client.ClientSecretBasic(world.secret))
    const { refreshToken } = await granted('web')
    const tokens = await client.refreshTokenGrant(config, refreshToken)
    expect(tokens.refresh_token).toMatch(/^[\w-]{64}$/)
    await expect(client.refreshTokenGrant(config, refreshToken)).rejects.toMatchObject({
      error: 'invalid_grant',
      status: 400,
    })
  })

  it('refreshes as a public client with DPoP', async () => {
    const config = await discovered('app', client.None())
    const pair = await client.randomDPoPKeyPair('ES256')
    const DPoP = client.getDPoPHandle(config, pair)
    const jkt = await DPoP.calculateThumbprint()
    const { refreshToken } = await granted('app', { binding: { jkt } })
    await expect(client.refreshTokenGrant(config, refreshToken)).rejects.toMatchObject({
      error: 'invalid_grant',
    })
    const tokens = await client.refreshTokenGrant(config, refreshToken, undefined, { DPoP })
    expect(tokens.token_type).toBe('dpop')
    expect((await world.claims(tokens.access_token))['cnf']).toEqual({ jkt })
  })

  it('exchanges a token', async () => {
    const config = await discovered('service', client.ClientSecretBasic(world.secret))
    const { accessToken } = await granted('web')
    const tokens = await client.genericGrantRequest(config, EXCHANGE, {
      subject_token: accessToken,
      subject_token_type: ACCESS_TOKEN,
      resource: OTHER_AUDIENCE,
      scope: 'read',
    })
    expect(await world.claims(tokens.access_token)).toMatchObject({
      sub: 'u1',
      aud: OTHER_AUDIENCE,
      act: { sub: 'service' },
    })
  })

  it('asks about a token, and revokes it', async () => {
    const web = await discovered('web', client.ClientSecretBasic(world.secret))
    const api = await discovered('api', client.ClientSecretBasic(world.secret))
    const { accessToken, refreshToken } = await granted('web')
    expect(await client.tokenIntrospection(api, accessToken)).toMatchObject({
      active: true,
      sub: 'u1',
      aud: AUDIENCE,
    })
    await client.tokenRevocation(web, refreshToken)
    expect(await client.tokenIntrospection(api, accessToken)).toEqual({ active: false })
  })
})

describe('oauth4webapi', () => {
  const insecure = { [oauth.allowInsecureRequests]: true }
  const discovered = async (): Promise<oauth.AuthorizationServer> => {
    const url = new URL(world.issuer.issuer)
    const response = await oauth.discoveryRequest(url, { algorithm: 'oauth2', ...insecure })
    return oauth.processDiscoveryResponse(url, response)
  }

  it('verifies a signed introspection response', async () => {
    const server = await discovered()
    const api = { client_id: 'api', introspection_signed_response_alg: 'ES256' }
    const { accessToken } = await granted('web')
    const response = await oauth.introspectionRequest(
      server,
      api,
      oauth.ClientSecretBasic(world.secret),
      accessToken,
      { requestJwtResponse: true, ...insecure },
    )
    expect(response.headers.get('content-type')).toBe('application/token-introspection+jwt')
    const introspection = await oauth.processIntrospectionResponse(server, api, response)
    expect(introspection).toMatchObject({ active: true, sub: 'u1', client_id: 'web' })
    await oauth.validateApplicationLevelSignature(server, response, insecure)
  })

  it('verifies an access token as a resource server does', async () => {
    const server = await discovered()
    const { accessToken } = await granted('web')
    const headers = { Authorization: `Bearer ${accessToken}` }
    const request = new Request(AUDIENCE, { headers })
    const claims = await oauth.validateJwtAccessToken(server, request, AUDIENCE, insecure)
    expect(claims).toMatchObject({ sub: 'u1', client_id: 'web', scope: 'read write' })
  })
})
