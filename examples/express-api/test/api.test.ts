import { startIdentityProvider, type IdentityProvider } from 'example-identity-provider'
import { CALLS, fetchTokens, makeCall, type RunningServer, type Tokens } from 'example-shared'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApi } from '../src/index.js'

describe('the Express API, with tokens that openid-client got from oidc-provider', () => {
  let provider: IdentityProvider
  let api: RunningServer
  let tokens: Tokens

  beforeAll(async () => {
    provider = await startIdentityProvider()
    api = await startApi({ issuer: provider.issuer })
    tokens = await fetchTokens(provider)
  })

  afterAll(async () => {
    await api.close()
    await provider.close()
  })

  for (const call of CALLS) {
    const { name, method, path, expected } = call

    it(`answers ${method} ${path} with ${expected.status}: ${name}`, async () => {
      expect(await makeCall(api.url, call, tokens)).toEqual(expected)
    })
  }

  it('answers with 503, and no challenge, as long as the provider cannot be reached', async () => {
    const early = await startApi({ issuer: provider.issuer })
    await provider.close()

    const response = await fetch(`${early.url}/orders`, {
      headers: { authorization: `Bearer ${tokens.reader}` },
    })
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toMatch(/^[1-9]\d*$/)
    expect(response.headers.has('www-authenticate')).toBe(false)
    await early.close()
  })
})
