import { fetchTokens, ORDERS_API, INVOICES_API, SECOND_FACTOR, type Tokens } from 'example-shared'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startIdentityProvider, type IdentityProvider } from '../src/index.js'

function decode(token: string, part: 0 | 1): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[part] ?? '', 'base64url').toString())
}

describe('the identity provider', () => {
  let provider: IdentityProvider
  let tokens: Tokens

  beforeAll(async () => {
    provider = await startIdentityProvider()
    tokens = await fetchTokens(provider)
  })

  afterAll(() => provider.close())

  it('issues JWT access tokens of RFC 9068', () => {
    expect(decode(tokens.clerk, 0)).toEqual({ typ: 'at+jwt', alg: 'ES256', kid: 'example-1' })
    expect(decode(tokens.clerk, 1)).toEqual({
      iss: provider.issuer,
      aud: ORDERS_API,
      sub: 'clerk',
      client_id: 'clerk',
      scope: 'orders:read orders:write',
      tenant: 'acme',
      jti: expect.any(String),
      iat: expect.any(Number),
      exp: expect.any(Number),
    })
  })

  it('issues tokens for another audience, and none for an unknown one', async () => {
    expect(decode(tokens.otherAudience, 1)).toMatchObject({ aud: INVOICES_API })

    const [client] = provider.clients
    const response = await fetch(`${provider.issuer}/token`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${btoa(`${client?.clientId}:${client?.clientSecret}`)}`,
      },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        resource: 'https://unknown.example.com',
      }),
    })
    expect(await response.json()).toMatchObject({ error: 'invalid_target' })
  })

  it('says how and when the manager has signed in', () => {
    expect(decode(tokens.manager, 1)).toMatchObject({
      acr: SECOND_FACTOR,
      auth_time: expect.any(Number),
    })
  })

  it('signs tokens that have expired already for the latecomer', () => {
    const { iat, exp } = decode(tokens.expired, 1)
    expect(Number(exp)).toBeLessThan(Date.now() / 1000 - 30)
    expect(Number(exp) - Number(iat)).toBe(3600)
  })

  it('gives no client a scope that it is not registered for', async () => {
    const reader = provider.clients.find(({ clientId }) => clientId === 'reader')
    const greedy = {
      ...provider,
      clients: provider.clients.map((client) =>
        client === reader ? { ...client, scope: 'orders:read admin' } : client,
      ),
    }
    await expect(fetchTokens(greedy)).rejects.toMatchObject({ error: 'invalid_scope' })
  })
})
