import { startIdentityProvider, type IdentityProvider } from 'example-identity-provider'
import {
  CALLS,
  CALLS_WITHOUT_PROVIDER,
  fetchTokens,
  makeCall,
  openLedger,
  type RunningServer,
  type Tokens,
} from 'example-shared'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
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

  it('shows callers what is recorded of their own uses', { timeout: 60_000 }, async () => {
    const ledger = await openLedger()
    const recorded = await startApi({ issuer: provider.issuer, ledger })
    const usesOf = async (token: string): Promise<unknown> => {
      const headers = { authorization: `Bearer ${token}` }
      await ledger.flush()
      return (await fetch(`${recorded.url}/uses`, { headers })).json()
    }
    await fetch(`${recorded.url}/orders/7?q=secret`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${tokens.clerk}` },
    })
    await usesOf(tokens.reader)
    await expect
      .poll(async () => usesOf(tokens.clerk))
      .toMatchObject({
        uses: expect.arrayContaining([
          expect.objectContaining({
            client: 'clerk',
            method: 'DELETE',
            route: '/orders/:id',
            status: 401,
            decision: 'refused',
            reason: 'step_up_required',
            network: '127.0.0.0/24',
            notable: ['first-use'],
          }),
        ]),
      })
    expect(JSON.stringify(await usesOf(tokens.clerk))).not.toMatch(/reader|secret/)
    await recorded.close()
    await ledger.close()
  })

  describe('once the provider has stopped', () => {
    beforeAll(() => provider.close())

    for (const call of CALLS_WITHOUT_PROVIDER) {
      const { name, method, path, expected } = call

      it(`answers ${method} ${path} with ${expected.status}: ${name}`, async () => {
        expect(await makeCall(api.url, call, tokens)).toEqual(expected)
      })
    }

    it('starts all the same, says so in one line, and answers with 503 and no challenge', async () => {
      const warn = vi.spyOn(console, 'warn').mockReturnValue()
      const late = await startApi({ issuer: provider.issuer })
      expect(warn.mock.calls).toEqual([
        [expect.stringMatching(/^Starting without keys: .+ECONNREFUSED.+$/)],
      ])
      warn.mockRestore()

      const health = await fetch(`${late.url}/health`)
      expect(await health.json()).toEqual({ status: 'ok', keys: 'empty' })

      const response = await fetch(`${late.url}/orders`, {
        headers: { authorization: `Bearer ${tokens.reader}` },
      })
      expect(response.status).toBe(503)
      expect(response.headers.get('retry-after')).toMatch(/^[1-9]\d*$/)
      expect(response.headers.has('www-authenticate')).toBe(false)
      await late.close()
    })
  })
})
