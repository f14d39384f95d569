import { randomBytes } from 'node:crypto'
import { createVerifier, type DpopOptions, type Verifier } from '@countersign/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { APIS, type RunningApi } from './apis.js'
import { type Caller, CLIENTS } from './clients.js'
import { AUDIENCE, startProvider } from './provider.js'
import type { RunningProvider } from './serve-provider.js'

const MODES: Readonly<Record<string, DpopOptions>> = {
  'without nonces': { mode: 'allow' },
  'with nonces': { mode: 'require', nonce: { secret: randomBytes(32) } },
}

let provider: RunningProvider

beforeAll(async () => {
  provider = await startProvider()
})
afterAll(() => provider.close())

describe.each(Object.entries(APIS))('%s', (_framework, startApi) => {
  describe.each(Object.entries(MODES))('%s', (mode, dpop) => {
    let verifier: Verifier
    let api: RunningApi
    let statuses: number[]

    beforeAll(async () => {
      verifier = createVerifier({ issuer: provider.issuer, audience: AUDIENCE, dpop })
      api = await startApi(verifier)
    })
    afterAll(async () => {
      await api.close()
      verifier.close()
    })

    /** Takes what is sent to the public address to loopback, and notes what is answered there. */
    const send: typeof fetch = async (input, init) => {
      const url = input instanceof Request ? input.url : String(input)
      if (!url.startsWith(AUDIENCE)) return fetch(input, init)
      const response = await fetch(url.replace(AUDIENCE, api.url), init)
      statuses.push(response.status)
      return response
    }

    const callers = Object.entries(CLIENTS).map(
      ([name, start]) =>
        [name, (): Promise<Caller> => start({ issuer: provider.issuer, fetch: send })] as const,
    )

    it.each(callers)('serves %s, and asks it for a nonce once at most', async (_, start) => {
      statuses = []
      const client = await start()
      for (const path of ['/orders', '/orders?page=2', '/orders']) {
        const response = await client.call(path)
        expect(await response.json()).toEqual({ clientId: 'c1', scheme: 'DPoP', bound: true })
      }
      expect(statuses).toEqual(mode === 'with nonces' ? [401, 200, 200, 200] : [200, 200, 200])
    })

    it.each(callers)('has no use for a token that was stolen from %s', async (_, start) => {
      statuses = []
      const { token } = await start()
      for (const authorization of [`Bearer ${token}`, `DPoP ${token}`]) {
        const response = await fetch(`${api.url}/orders`, { headers: { authorization } })
        expect(response.status).toBe(401)
        expect(response.headers.get('WWW-Authenticate')).toContain('algs="')
      }
    })
  })
})
