import { createVerifier, type IntrospectionOptions, type Verifier } from '@countersign/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { APIS, type RunningApi } from './apis.js'
import { CLIENTS } from './clients.js'
import { type OpaqueProvider, startOpaqueProvider } from './opaque-provider.js'
import { AUDIENCE, CLIENT } from './provider.js'

let provider: OpaqueProvider
/** Seconds that the API's clock is ahead. */
let ahead = 0

beforeAll(async () => {
  provider = await startOpaqueProvider()
})
afterAll(() => provider.close())

const WAYS: readonly (readonly [string, () => Partial<IntrospectionOptions>])[] = [
  ['by its secret, in JSON', () => provider.api.secret],
  ['by its secret, in signed JWTs', () => ({ ...provider.api.secret, response: 'jwt' })],
  ['by its key, in JSON', () => provider.api.key],
  ['by its key, in signed JWTs', () => ({ ...provider.api.key, response: 'jwt' })],
]

/** A bearer token, as any client gets it. */
async function bearerToken(): Promise<string> {
  const pair = `${CLIENT.client_id}:${CLIENT.client_secret}`
  const response = await fetch(`${provider.issuer}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(pair).toString('base64')}` },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      scope: 'orders:read',
      resource: AUDIENCE,
    }),
  })
  const { access_token: token } = (await response.json()) as { access_token: string }
  expect(token).not.toContain('.')
  return token
}

describe.each(Object.entries(APIS))('%s', (_framework, startApi) => {
  describe.each(WAYS)('asks a real provider %s', (_way, how) => {
    let verifier: Verifier
    let api: RunningApi

    beforeAll(async () => {
      ahead = 0
      const { issuer, endpoint } = provider
      const introspection = { endpoint, cache: 5, ...how() } as IntrospectionOptions
      const clock = (): number => Date.now() + ahead * 1000
      verifier = createVerifier({ issuer, audience: AUDIENCE, introspection, clock })
      api = await startApi(verifier)
    })
    afterAll(async () => {
      await api.close()
      verifier.close()
    })

    const send: typeof fetch = (input, init) => {
      const url = input instanceof Request ? input.url : String(input)
      return fetch(url.startsWith(AUDIENCE) ? url.replace(AUDIENCE, api.url) : input, init)
    }

    const call = (token: string, scheme = 'Bearer'): Promise<Response> =>
      fetch(`${api.url}/orders`, { headers: { authorization: `${scheme} ${token}` } })

    it('and takes a token until it is revoked, and the answer is too old', async () => {
      const token = await bearerToken()
      const first = await call(token)
      expect(await first.json()).toEqual({ clientId: 'c1', scheme: 'Bearer', bound: false })
      await provider.revoke(token)
      expect((await call(token)).status).toBe(200)
      ahead = 6
      const revoked = await call(token)
      expect(revoked.status).toBe(401)
      expect(revoked.headers.get('WWW-Authenticate')).toContain('error="invalid_token"')
      ahead = 0
    })

    // The second one looks like a JWT to the provider, which refuses to be asked about those.
    it.each(['nobody-has-issued-this', 'eyJhbGciOiJub25lIn0', 'a.b', '~+/=='])(
      'and refuses %s',
      async (token) => {
        expect((await call(token)).status).toBe(401)
      },
    )

    it.each(Object.entries(CLIENTS))('and has %s prove its key', async (_client, start) => {
      const caller = await start({ issuer: provider.issuer, fetch: send })
      expect(caller.token).not.toContain('.')
      const response = await caller.call('/orders')
      expect(await response.json()).toEqual({ clientId: 'c1', scheme: 'DPoP', bound: true })
      expect((await call(caller.token)).status).toBe(401)
      expect((await call(caller.token, 'DPoP')).status).toBe(401)
    })
  })
})
