import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createVerifier, type Verifier } from '@countersign/core'
import { createIssuer, generateSigningKey, memoryRefreshTokenStore } from '@countersign/issuer'
import type { Issuer } from '@countersign/issuer'
import * as client from 'openid-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { APIS, type RunningApi } from './apis.js'

const AUDIENCE = 'https://rs.example'

let server: Server
let issuer: Issuer
let verifier: Verifier

beforeAll(async () => {
  server = createServer((req, res) => issuer.handler(req, res))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  issuer = createIssuer({
    issuer: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    audience: AUDIENCE,
    keys: [await generateSigningKey()],
    refresh: { store: memoryRefreshTokenStore() },
    clients: [{ clientId: 'c1', public: true, grantTypes: ['refresh_token'] }],
    endpoints: { token: true },
  })
  verifier = createVerifier({ issuer: issuer.issuer, audience: AUDIENCE })
})
afterAll(async () => {
  verifier.close()
  server.closeAllConnections()
  server.close()
})

describe.each(Object.entries(APIS))('our issuer, openid-client, and %s', (_framework, startApi) => {
  let api: RunningApi
  beforeAll(async () => {
    api = await startApi(verifier)
  })
  afterAll(async () => api.close())

  it('agree on tokens that are bound, refreshed and sent with a proof', async () => {
    const config = await client.discovery(new URL(issuer.issuer), 'c1', undefined, client.None(), {
      algorithm: 'oauth2',
      execute: [client.allowInsecureRequests],
    })
    const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'))
    // What an application does once its user has logged in.
    const binding = { jkt: await DPoP.calculateThumbprint() }
    const granted = await issuer.grant({
      subject: 'u1',
      clientId: 'c1',
      scope: 'orders:read',
      binding,
    })
    const tokens = await client.refreshTokenGrant(config, granted.refreshToken, undefined, { DPoP })
    config[client.customFetch] = async (url, init) =>
      fetch(url.replace(AUDIENCE, api.url), init as RequestInit)
    const call = async (token: string): Promise<Response> =>
      client.fetchProtectedResource(
        config,
        token,
        new URL('/orders', AUDIENCE),
        'GET',
        null,
        undefined,
        {
          DPoP,
        },
      )
    for (const token of [granted.accessToken, tokens.access_token]) {
      const response = await call(token)
      expect(await response.json()).toEqual({ clientId: 'c1', scheme: 'DPoP', bound: true })
    }
    const stolen = await fetch(`${api.url}/orders`, {
      headers: { Authorization: `Bearer ${tokens.access_token}` },
    })
    expect(stolen.status).toBe(401)
  })
})
