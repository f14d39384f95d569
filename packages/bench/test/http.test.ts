import { createTestIdentityProvider, type TestIdentityProvider } from '@countersign/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkGuarded, cpuPerRequest } from '../src/http/batch.js'
import { createHolder, type Holder } from '../src/http/holder.js'
import { ORIGIN } from '../src/http/orders.js'
import { startServer, type Server } from '../src/http/server.js'

let provider: TestIdentityProvider
let holder: Holder
let bare: Server
let ours: Server

beforeAll(async () => {
  provider = await createTestIdentityProvider({ algorithms: ['ES256'], audience: ORIGIN })
  holder = await createHolder(provider)
  const trusted = { issuer: provider.issuer, audience: ORIGIN }
  bare = await startServer('bare', trusted)
  // For somebody else: it takes none of the tokens.
  ours = await startServer('ours', { ...trusted, audience: 'http://localhost:1' })
})
afterAll(async () => {
  await Promise.all([bare.close(), ours.close(), provider.close()])
})

describe('the servers of `http`', () => {
  it('must refuse what is bad', async () => {
    await expect(checkGuarded(bare, holder)).rejects.toThrow('a bad request was answered 200')
  })

  it('must serve what is good', async () => {
    await expect(checkGuarded(ours, holder)).rejects.toThrow('a good request was refused')
    await expect(cpuPerRequest(ours, holder, 2)).rejects.toThrow('a good request was answered 401')
  })

  it('must be there', async () => {
    const server = await startServer('bare', { issuer: provider.issuer, audience: ORIGIN })
    await server.close()
    await expect(server.cpu()).rejects.toThrow('Channel closed')
    await expect(server.ask(holder.headers())).rejects.toThrow('ECONNREFUSED')
  })
})
