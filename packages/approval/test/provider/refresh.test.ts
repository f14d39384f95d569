import { decodeJwt } from 'jose'
import { createProofKey, proof } from '@countersign/testing'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { MAIL, ORDERS, world, type World, type WorldOptions } from './support/world.js'

const OFFLINE = {
  client: { refreshTokens: true, scopes: ['orders:read', 'orders:write', 'mail:read'] },
} satisfies WorldOptions
const DAY = 86_400_000

afterEach(() => {
  vi.useRealTimers()
})

async function granted(
  { app, approve }: World,
  scope = 'openid orders:read orders:write offline_access',
) {
  const { json: asked } = await app.ask({ scope })
  const id = await approve({ lifetime: 60 })
  const { json } = await app.poll(asked['auth_req_id'])
  return { id, json, token: json['refresh_token'] }
}

describe('a refresh token', () => {
  it('is given to who may have it, and asks for it', async () => {
    const here = await world(OFFLINE)
    expect((await granted(here)).token).toEqual(expect.any(String))
    expect((await granted(here, 'openid orders:read')).token).toBeUndefined()
  })

  it('brings a token of the same approval, as long and as wide as what was granted', async () => {
    const here = await world(OFFLINE)
    const { id, token } = await granted(here)
    const { status, json } = await here.app.refresh(token)
    expect(status).toBe(200)
    expect(json).toMatchObject({
      expires_in: 60,
      scope: 'orders:read orders:write',
      token_type: 'DPoP',
    })
    expect(decodeJwt(String(json['access_token']))).toMatchObject({
      approval_id: id,
      grant_id: id,
      aud: ORDERS,
      acr: 'phr',
      amr: ['pop', 'user', 'mfa'],
      auth_time: expect.any(Number),
      cnf: { jkt: here.app.proofKey.thumbprint },
    })
    expect(here.directory.all.get(id)?.tokenExpiresAt).toBe(
      Number(decodeJwt(String(json['access_token'])).exp) * 1000,
    )
  })

  it('may bring less, and never more', async () => {
    const here = await world(OFFLINE)
    const { token } = await granted(here)
    const more = await here.app.refresh(token, { scope: 'openid orders:read mail:read' })
    expect([more.status, more.json['error']]).toEqual([400, 'invalid_scope'])
    const { json } = await here.app.refresh(token, { scope: 'openid orders:read' })
    expect(decodeJwt(String(json['access_token'])).scope).toBe('orders:read')
    const other = await here.app.refresh(json['refresh_token'], { resource: MAIL })
    expect([other.status, other.json['error']]).toEqual([400, 'invalid_target'])
  })

  it('takes turns: who has an old one ends it all', async () => {
    const here = await world(OFFLINE)
    const { id, token } = await granted(here)
    const { json } = await here.app.refresh(token)
    expect(json['refresh_token']).not.toBe(token)
    expect((await here.app.refresh(token)).json['error']).toBe('invalid_grant')
    expect((await here.app.refresh(json['refresh_token'])).json['error']).toBe('invalid_grant')
    expect(here.revoked).toContainEqual(
      expect.objectContaining({ issuer: here.issuer, grantId: id }),
    )
    expect(here.directory.all.get(id)?.stoppedAt).toBeDefined()
  })

  it('is bound to the key of the first proof', async () => {
    const here = await world(OFFLINE)
    const { token } = await granted(here)
    const thief = await createProofKey()
    const headers = { DPoP: proof(thief, { url: `${here.issuer}/token`, method: 'POST' }) }
    expect((await here.app.refresh(token, {}, headers)).json['error']).toBe('invalid_grant')
    expect((await here.app.refresh(token, {}, {})).json['error']).toBe('invalid_grant')
    const { status, json } = await here.app.refresh(token)
    expect(status).toBe(200)
    const again = { DPoP: proof(thief, { url: `${here.issuer}/token`, method: 'POST' }) }
    expect((await here.app.refresh(json['refresh_token'], {}, again)).json['error']).toBe(
      'invalid_grant',
    )
  })

  it('is of no use to another client', async () => {
    const here = await world(OFFLINE)
    const { token } = await granted(here)
    const other = await here.client({ ...OFFLINE.client, clientId: 'other' })
    expect((await other.refresh(token)).json['error']).toBe('invalid_grant')
    const none = await here.client({ clientId: 'none' })
    expect((await none.refresh(token)).json['error']).toBe('unauthorized_client')
  })

  it('ends with the approval', async () => {
    const here = await world(OFFLINE)
    const { id, token } = await granted(here)
    await here.desk.withdraw(id)
    expect((await here.app.refresh(token)).json['error']).toBe('invalid_grant')
  })

  it('is refused although the provider was not told of the stop', async () => {
    const here = await world(OFFLINE)
    const { id, token } = await granted(here)
    await here.directory.approvals.stop(id, Date.now())
    expect((await here.app.refresh(token)).json['error']).toBe('invalid_grant')
  })

  it('lasts thirty days, however often it takes turns', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const here = await world(OFFLINE)
    const start = Date.now()
    let { token } = await granted(here)
    for (const days of [10, 20, 29]) {
      vi.setSystemTime(start + days * DAY)
      const { status, json } = await here.app.refresh(token)
      expect([days, status]).toEqual([days, 200])
      token = json['refresh_token']
    }
    vi.setSystemTime(start + 30 * DAY + 1000)
    expect((await here.app.refresh(token)).json['error']).toBe('invalid_grant')
  })

  it('is given back by its client alone, and takes the tokens with it', async () => {
    const here = await world(OFFLINE)
    const { id, token } = await granted(here)
    const other = await here.client({ clientId: 'other' })
    const give = async (client: typeof other) =>
      client.post('/token/revocation', { ...(await client.credentials()), token: String(token) })
    expect((await give(other)).status).toBe(200)
    expect(here.revoked).toEqual([])
    const { status, headers } = await give(here.app)
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store'])
    expect(here.revoked).toEqual([expect.objectContaining({ grantId: id })])
    expect((await here.app.refresh(token)).json['error']).toBe('invalid_grant')
  })
})
