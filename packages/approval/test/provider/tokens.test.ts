import { decodeJwt } from 'jose'
import { createProofKey, proof } from '@countersign/testing'
import { describe, expect, it } from 'vitest'
import { MAIL, ORDERS, world } from './support/world.js'

const WIDE = { client: { scopes: ['orders:read', 'orders:write', 'mail:read'] } }

describe('a token', () => {
  it('holds what the owner has granted, and nothing more, whatever its request says', async () => {
    const { app, approve } = await world(WIDE)
    const { json: asked } = await app.ask({ scope: 'openid orders:read orders:write' })
    await approve({ scopes: ['orders:read'], lifetime: 30 })
    const { json } = await app.poll(asked['auth_req_id'], {
      scope: 'openid orders:read orders:write mail:read offline_access',
      requested_expiry: '600',
      login_hint: 'bob',
    })
    expect(json).toMatchObject({ scope: 'orders:read', expires_in: 30 })
    expect(json).not.toHaveProperty('refresh_token')
    const claims = decodeJwt(String(json['access_token']))
    expect(claims).toMatchObject({ scope: 'orders:read', aud: ORDERS, sub: 'u-alice' })
    expect(Number(claims.exp) - Number(claims.iat)).toBe(30)
  })

  it('is for the resource that was granted, and for no other', async () => {
    const { app, approve } = await world(WIDE)
    const { json: asked } = await app.ask()
    await approve()
    const { status, json } = await app.poll(asked['auth_req_id'], { resource: MAIL })
    expect([status, json['error']]).toEqual([400, 'invalid_target'])
  })

  it('may be asked for with the resource that was granted', async () => {
    const { app, approve } = await world(WIDE)
    const { json: asked } = await app.ask()
    await approve()
    const { json } = await app.poll(asked['auth_req_id'], { resource: ORDERS })
    expect(decodeJwt(String(json['access_token'])).aud).toBe(ORDERS)
  })

  it('is not issued any more once the approval was stopped', async () => {
    const { app, approve, desk, directory } = await world()
    const { json: asked } = await app.ask()
    await desk.withdraw(await approve())
    const { status, json } = await app.poll(asked['auth_req_id'])
    expect([status, json['error']]).toEqual([400, 'invalid_grant'])
    expect([...directory.all.values()][0]?.issuedAt).toBeUndefined()
  })

  it('does not go out if the approval is stopped at that very moment', async () => {
    const { app, approve, directory } = await world()
    const { json: asked } = await app.ask()
    const id = await approve()
    directory.before = (step) => {
      if (step === 'issued') void directory.approvals.stop(id, Date.now())
    }
    const { status, json, text } = await app.poll(asked['auth_req_id'])
    expect([status, json['error']]).toEqual([400, 'invalid_grant'])
    expect(text).not.toMatch(/eyJ/)
  })

  it('is noted, with its end', async () => {
    const { app, approve, directory } = await world()
    const { json: asked } = await app.ask()
    const id = await approve()
    const { json } = await app.poll(asked['auth_req_id'])
    const { exp } = decodeJwt(String(json['access_token']))
    expect(directory.all.get(id)).toMatchObject({
      issuedAt: expect.any(Number),
      tokenExpiresAt: Number(exp) * 1000,
    })
  })

  it('has no scope that was taken from the client since', async () => {
    const { app, approve, clients } = await world()
    const { json: asked } = await app.ask({ scope: 'openid orders:read orders:write' })
    await approve()
    clients.set('app', { ...app.registration, scopes: ['orders:write'] })
    const { json } = await app.poll(asked['auth_req_id'])
    expect(decodeJwt(String(json['access_token'])).scope).toBe('orders:write')
  })

  it('is fetched later, where the directory is away meanwhile', async () => {
    const { app, approve, directory, failures } = await world()
    const { json: asked } = await app.ask()
    await approve()
    directory.before = () => {
      throw new Error('connection to 10.0.0.7 refused')
    }
    const { status, json, headers, text } = await app.poll(asked['auth_req_id'])
    expect([status, json['error'], headers.get('retry-after')]).toEqual([
      503,
      'temporarily_unavailable',
      '1',
    ])
    expect(text).not.toMatch(/10\.0/)
    expect(failures).toHaveLength(1)
    directory.before = () => undefined
    expect((await app.poll(asked['auth_req_id'])).status).toBe(200)
  })

  it('carries the details that the owner has seen', async () => {
    const { app, approve, directory } = await world()
    const details = [{ type: 'payment', amount: { value: '12.50', currency: 'EUR' }, to: 'Käthe' }]
    const { json: asked } = await app.ask({ authorization_details: JSON.stringify(details) })
    expect([...directory.all.values()][0]?.wish.authorizationDetails).toEqual(details)
    await approve()
    const { json } = await app.poll(asked['auth_req_id'])
    expect(json['authorization_details']).toEqual(details)
    expect(decodeJwt(String(json['access_token']))['authorization_details']).toEqual(details)
  })

  it('gets no details that are asked for at the end', async () => {
    const { app, approve } = await world()
    const { json: asked } = await app.ask()
    await approve()
    const authorization_details = '[{"type":"payment"}]'
    const { status, json } = await app.poll(asked['auth_req_id'], { authorization_details })
    expect([status, json['error']]).toEqual([400, 'invalid_request'])
  })
})

describe('authorization details', () => {
  it.each([
    ['no JSON', '{'],
    ['no list', '{"type":"payment"}'],
    ['an empty list', '[]'],
    ['something else in it', '["payment"]'],
    ['a list in it', '[[{"type":"x"}]]'],
    ['no type', '[{"amount":1}]'],
    ['a type that is no text', '[{"type":7}]'],
    ['an empty type', '[{"type":""}]'],
    ['too many', JSON.stringify(Array.from({ length: 17 }, () => ({ type: 'x' })))],
    ['too much', JSON.stringify([{ type: 'x', text: 'y'.repeat(9000) }])],
    ['too deep', `[{"type":"x","a":${'['.repeat(20)}${']'.repeat(20)}}]`],
    ['text that turns', JSON.stringify([{ type: 'x', to: 'bob \u202Ekcatta' }])],
    ['names that turn', JSON.stringify([{ type: 'x', '\u202Eto': 'bob' }])],
    ['text that nobody sees', JSON.stringify([{ type: 'x', to: 'bob\u200B' }])],
  ])('are refused: %s', async (_what, authorization_details) => {
    const { app, directory } = await world()
    const { status, json } = await app.ask({ authorization_details })
    expect([status, json['error']]).toEqual([400, 'invalid_authorization_details'])
    expect(directory.all.size).toBe(0)
  })
})

describe('a proof', () => {
  it('is needed for a token', async () => {
    const { app, approve } = await world()
    const { json: asked } = await app.ask()
    await approve()
    const { status, json } = await app.poll(asked['auth_req_id'], {}, {})
    expect([status, json['error']]).toEqual([400, 'invalid_grant'])
  })

  it('is good once', async () => {
    const { app, approve, client } = await world()
    const { json: first } = await app.ask()
    await approve()
    const headers = app.proof()
    expect((await app.poll(first['auth_req_id'], {}, headers)).status).toBe(200)
    const { json: second } = await app.ask()
    await approve()
    expect((await app.poll(second['auth_req_id'], {}, headers)).json['error']).toBe('invalid_grant')
    expect(client).toBeDefined()
  })

  it.each([
    ['another URL', { url: 'https://other.example.com/token' }],
    ['another path', { claims: { htu: 'http://localhost/backchannel' } }],
    ['another method', { method: 'GET' }],
    ['another time', { clock: () => Date.now() - 900_000 }],
    ['a broken name', { claims: { jti: '' } }],
  ])('is not good for %s', async (_what, changes) => {
    const { app, approve } = await world()
    const { json: asked } = await app.ask()
    await approve()
    const { status, json } = await app.poll(asked['auth_req_id'], {}, app.proof(changes))
    expect([status, json['error']]).toEqual([400, 'invalid_dpop_proof'])
    expect((await app.poll(asked['auth_req_id'])).status).toBe(200)
  })

  it('binds the token to its key', async () => {
    const { app, approve, issuer } = await world()
    const { json: asked } = await app.ask()
    await approve()
    const other = await createProofKey('ES384')
    const headers = { DPoP: proof(other, { url: `${issuer}/token`, method: 'POST' }) }
    const { json } = await app.poll(asked['auth_req_id'], {}, headers)
    expect(decodeJwt(String(json['access_token']))['cnf']).toEqual({ jkt: other.thumbprint })
  })

  it('needs a nonce of ours, where that is so', async () => {
    const { app, approve } = await world({
      settings: { dpopNonceSecret: new Uint8Array(32).fill(7) },
    })
    const { json: asked } = await app.ask()
    await approve()
    const { status, json, headers } = await app.poll(asked['auth_req_id'])
    expect([status, json['error']]).toEqual([400, 'use_dpop_nonce'])
    const nonce = String(headers.get('dpop-nonce'))
    expect((await app.poll(asked['auth_req_id'], {}, app.proof({ nonce }))).status).toBe(200)
  })
})
