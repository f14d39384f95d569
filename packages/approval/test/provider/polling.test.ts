import { decodeJwt } from 'jose'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { world } from './support/world.js'

let now = 0

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] })
  now = Date.now()
})

afterEach(() => {
  vi.useRealTimers()
})

/** Goes to so many seconds after the start of the test. */
const at = (seconds: number): void => void vi.setSystemTime(now + seconds * 1000)

describe('a poll', () => {
  it('CIBA-15 is told that nobody has decided yet', async () => {
    const { app } = await world()
    const { json: asked } = await app.ask()
    const { status, headers, json } = await app.poll(asked['auth_req_id'])
    expect([status, json['error']]).toEqual([400, 'authorization_pending'])
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('content-type')).toBe('application/json')
    expect(headers.get('retry-after')).toBe('5')
  })

  it('CIBA-16 comes too fast, and the interval is longer from then on', async () => {
    const { app } = await world()
    const { json: asked } = await app.ask()
    const poll = async () => {
      const { json, headers } = await app.poll(asked['auth_req_id'])
      return [json['error'], headers.get('retry-after')]
    }
    expect(await poll()).toEqual(['authorization_pending', '5'])
    at(1)
    expect(await poll()).toEqual(['slow_down', '10'])
    at(6.5)
    expect(await poll()).toEqual(['slow_down', '15'])
    at(31.5)
    expect(await poll()).toEqual(['authorization_pending', '15'])
    at(45)
    expect(await poll()).toEqual(['slow_down', '20'])
    at(66)
    expect(await poll()).toEqual(['authorization_pending', '20'])
  })

  it('CIBA-16 is welcome at every interval', async () => {
    const { app } = await world({ settings: { interval: 2 } })
    const { json: asked } = await app.ask()
    for (let polls = 0; polls < 10; polls += 1) {
      at(polls * 2)
      const { json } = await app.poll(asked['auth_req_id'])
      expect(json['error']).toBe('authorization_pending')
    }
  })

  it('CIBA-16 is one of many at once, of which one is in time', async () => {
    const { app } = await world()
    const { json: asked } = await app.ask()
    const polls = Array.from({ length: 10 }, async () => app.poll(asked['auth_req_id']))
    const codes = (await Promise.all(polls)).map(({ json }) => json['error'])
    expect(codes.filter((code) => code === 'authorization_pending')).toHaveLength(1)
    expect(codes.filter((code) => code === 'slow_down')).toHaveLength(9)
  })

  it('has its answer at once when there is one, however fast it comes', async () => {
    const { app, approve } = await world()
    const { json: asked } = await app.ask()
    await app.poll(asked['auth_req_id'])
    await approve()
    expect((await app.poll(asked['auth_req_id'])).status).toBe(200)
  })

  it('CIBA-17 is told that the request has expired', async () => {
    const { app } = await world()
    const { json: asked } = await app.ask({ requested_expiry: '30' })
    at(30)
    for (const seconds of [30, 60, 140]) {
      at(seconds)
      const { status, json } = await app.poll(asked['auth_req_id'])
      expect([status, json['error']]).toEqual([400, 'expired_token'])
    }
  })

  it('CIBA-17 is told that the owner has said no, and why', async () => {
    const { app, deny } = await world()
    const { json: asked } = await app.ask()
    await deny()
    const { status, json } = await app.poll(asked['auth_req_id'])
    expect([status, json]).toEqual([
      400,
      { error: 'access_denied', error_description: 'The end-user has denied the request' },
    ])
  })

  it('CIBA-18 is refused for a request that nobody knows, or that is of another client', async () => {
    const { app, client, approve } = await world()
    const other = await client({ clientId: 'other' })
    const { json: asked } = await app.ask()
    await approve()
    for (const answer of [await app.poll('unknown'), await other.poll(asked['auth_req_id'])]) {
      expect([answer.status, answer.json['error']]).toEqual([400, 'invalid_grant'])
    }
    expect((await app.poll(asked['auth_req_id'])).status).toBe(200)
  })

  it('CIBA-18 gets the tokens of a request once, of twenty at the same time', async () => {
    const { app, approve, revoked } = await world()
    const { json: asked } = await app.ask()
    await approve()
    const polls = Array.from({ length: 20 }, async () => app.poll(asked['auth_req_id']))
    const answers = await Promise.all(polls)
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    for (const { json } of answers.filter(({ status }) => status !== 200)) {
      expect(json['error']).toBe('invalid_grant')
    }
    // They crossed: that is no theft, and the one token is good.
    expect(revoked).toEqual([])
  })

  it('CIBA-18 is no theft when it crosses at an instance whose clock is ahead', async () => {
    const { app, approve, revoked } = await world()
    const { json: asked } = await app.ask()
    await approve()
    expect((await app.poll(asked['auth_req_id'])).status).toBe(200)
    at(20)
    expect((await app.poll(asked['auth_req_id'])).json['error']).toBe('invalid_grant')
    expect(revoked).toEqual([])
  })

  it('CIBA-18 ends the grant when it comes with a request that was used long ago', async () => {
    const { app, approve, revoked, issuer, directory } = await world()
    const { json: asked } = await app.ask()
    const id = await approve()
    await app.poll(asked['auth_req_id'])
    at(60)
    const { status, json } = await app.poll(asked['auth_req_id'])
    expect([status, json['error']]).toEqual([400, 'invalid_grant'])
    expect(revoked).toEqual([{ issuer, grantId: id, expiresAt: expect.any(Number) }])
    const expiresAt = 'expiresAt' in (revoked[0] ?? {}) ? revoked[0]?.expiresAt : 0
    expect(Number(expiresAt) * 1000).toBeGreaterThanOrEqual(
      directory.all.get(id)?.tokenExpiresAt ?? 0,
    )
    expect(directory.all.get(id)?.stoppedAt).toBeDefined()
  })

  it('CIBA-19 gets tokens that are bound, and say whose they are', async () => {
    const { app, approve, issuer } = await world()
    const { json: asked } = await app.ask({ nonce: 'n-1' })
    await approve()
    const { status, headers, json } = await app.poll(asked['auth_req_id'])
    expect(status).toBe(200)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(json).toEqual({
      access_token: expect.any(String),
      token_type: 'DPoP',
      expires_in: 300,
      id_token: expect.any(String),
      scope: 'orders:read',
    })
    expect(decodeJwt(String(json['id_token']))).toMatchObject({
      iss: issuer,
      aud: 'app',
      sub: 'u-alice',
      nonce: 'n-1',
      auth_time: Math.floor(now / 1000),
    })
    const claims = decodeJwt(String(json['access_token']))
    expect(claims).toMatchObject({ iss: issuer, cnf: { jkt: app.proofKey.thumbprint } })
    expect(Number(claims.exp) - Number(claims.iat)).toBe(300)
    expect(claims.jti).toMatch(/^.{20,}$/)
  })

  it('CIBA-20 of a client whose delivery is not offered leads nowhere, and neither does asking', async () => {
    const { app, client, approve } = await world()
    const { json: asked } = await app.ask()
    await approve()
    const delivery = { mode: 'push' } as unknown as { mode: 'poll' }
    const push = await client({ clientId: 'push', delivery })
    for (const answer of [await push.poll(asked['auth_req_id']), await push.ask()]) {
      expect([answer.status, answer.json['error']]).toEqual([400, 'unauthorized_client'])
    }
  })

  it('gets a yes of an instance that has ended before the provider knew of it', async () => {
    const { app, approve, side, context } = await world()
    const { json: asked } = await app.ask()
    const hand = side.port.approve.bind(side.port)
    side.port.approve = async () => Promise.reject(new Error('the power is gone'))
    await expect(approve()).rejects.toThrow('the power is gone')
    side.port.approve = hand
    expect((await app.poll(asked['auth_req_id'])).json['error']).toBe('authorization_pending')
    expect((await app.poll(asked['auth_req_id'])).status).toBe(200)
    expect(context.directory).toBeDefined()
  })
})
