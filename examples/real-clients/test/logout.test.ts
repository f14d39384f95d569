import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  backchannelLogoutReceiver,
  type BackchannelLogoutReceiverOptions,
  createVerifier,
  type EventReceiver,
  type ReceivedEvent,
  type RevocationList,
  type Verifier,
} from '@countersign/core'
import { authenticate } from '@countersign/express'
import express from 'express'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AUDIENCE, CLIENT, logOut, startProvider } from './provider.js'
import type { RunningProvider } from './serve-provider.js'

/** A list of withdrawn sessions and subjects, in an array. */
function smallList(): RevocationList {
  const revoked: Parameters<RevocationList['revoke']>[0][] = []
  return {
    revoke: (revocation) => void revoked.push(revocation),
    isRevoked: ({ sessionId, subject, issuedAt = 0 }) =>
      revoked.some(
        (one) =>
          ('sessionId' in one && one.sessionId === sessionId) ||
          ('subject' in one && one.subject === subject && issuedAt <= (one.before ?? 0)),
      ),
  }
}

let session = 's1'
let server: Server
let provider: RunningProvider
let verifier: Verifier
let receiver: EventReceiver
let url: string
const told: ReceivedEvent[] = []

/** An API on Express, with an endpoint for logout tokens in front of it. */
async function start(
  options: Partial<BackchannelLogoutReceiverOptions>,
  parsers: readonly express.RequestHandler[],
): Promise<void> {
  const app = express()
  server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  provider = await startProvider({ logoutUri: `${url}/logout`, sessionId: () => session })
  const { issuer } = provider
  const list = smallList()
  verifier = createVerifier({ issuer, audience: AUDIENCE, revocation: list })
  receiver = backchannelLogoutReceiver({
    issuer,
    audience: CLIENT.client_id,
    list,
    onEvent: (event) => void told.push(event),
    ...options,
  })
  for (const parser of parsers) app.use(parser)
  app.post('/logout', receiver.handler)
  app.get('/orders', authenticate(verifier), (_req, res) => void res.json({ orders: [] }))
}

async function stop(): Promise<void> {
  receiver.close()
  verifier.close()
  await provider.close()
  server.closeAllConnections()
  server.close()
}

async function accessToken(): Promise<string> {
  const { client_id: id, client_secret: secret } = CLIENT
  const response = await fetch(`${provider.issuer}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${id}:${secret}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'orders:read' }),
  })
  const { access_token: token } = (await response.json()) as { access_token: string }
  return token
}

async function statusOf(token: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}` }
  return (await fetch(`${url}/orders`, { headers })).status
}

describe.each([
  ['with its body untouched', []],
  ['behind a parser of forms', [express.urlencoded({ extended: false })]],
] as const)('the logout of oidc-provider, %s', (_, parsers) => {
  beforeAll(() => start({}, parsers))
  afterAll(stop)

  it('withdraws the tokens of that session, and of no other', async () => {
    session = 's1'
    const ended = await accessToken()
    session = 's2'
    const other = await accessToken()
    expect([await statusOf(ended), await statusOf(other)]).toEqual([200, 200])
    await logOut(provider.provider, 'alice', 's1')
    expect([await statusOf(ended), await statusOf(other)]).toEqual([401, 200])
    expect(told.at(-1)?.claims).toMatchObject({ aud: CLIENT.client_id, sub: 'alice', sid: 's1' })
  })

  it('is answered 400 where it is for somebody else', async () => {
    const body = new URLSearchParams({ logout_token: await accessToken() })
    expect((await fetch(`${url}/logout`, { method: 'POST', body })).status).toBe(400)
  })
})

describe('the logout of oidc-provider, for tokens that name no session', () => {
  beforeAll(() => start({ withdraw: 'subject' }, []))
  afterAll(stop)

  it('withdraws the tokens of that subject', async () => {
    session = 's3'
    const token = await accessToken()
    expect(await statusOf(token)).toBe(200)
    await logOut(provider.provider, 'somebody-else', 's4')
    expect(await statusOf(token)).toBe(200)
    // By client credentials, a client is its own subject.
    await logOut(provider.provider, CLIENT.client_id, 's5')
    expect(await statusOf(token)).toBe(401)
  })
})
