import { randomUUID } from 'node:crypto'
import { SignJWT, UnsecuredJWT } from 'jose'
import { generateSigningKey } from '@countersign/issuer'
import { describe, expect, it } from 'vitest'
import { world, type World } from './support/world.js'

const SIGNED = { client: { signedRequests: 'ES256' } } as const

function claims({ issuer }: World, changes: object = {}) {
  const now = Math.floor(Date.now() / 1000)
  return {
    iss: 'app',
    aud: issuer,
    iat: now,
    nbf: now,
    exp: now + 60,
    jti: randomUUID(),
    scope: 'openid orders:read',
    resource: 'https://orders.example.com',
    login_hint: 'alice',
    ...changes,
  }
}

async function send(here: World, request: string, params: Record<string, string> = {}) {
  return here.app.post('/backchannel', { ...(await here.app.credentials()), request, ...params })
}

describe('a signed request', () => {
  it('is remembered for longer than it is good by a clock that is behind', async () => {
    const here = await world(SIGNED)
    const lives: number[] = []
    const add = here.context.state.add.bind(here.context.state)
    here.context.state.add = async (key, value, ttl) => {
      if (key.startsWith('signed-request')) lives.push(ttl)
      return add(key, value, ttl)
    }
    await send(here, await here.app.sign(claims(here)))
    expect(lives).toEqual([expect.any(Number)])
    // 60 seconds, ten of tolerance, and clocks of two instances.
    expect(lives[0]).toBeGreaterThanOrEqual(60 + 10 + 60)
  })

  it('is taken as the client has signed it', async () => {
    const here = await world(SIGNED)
    const request = claims(here, {
      binding_message: 'W4SCT',
      authorization_details: [{ type: 'payment', amount: 17 }],
      requested_expiry: 60,
    })
    const { status, json } = await send(here, await here.app.sign(request))
    expect([status, json['expires_in']]).toEqual([200, 60])
    const [approval] = here.directory.all.values()
    expect(approval?.wish).toMatchObject({
      bindingMessage: 'W4SCT',
      authorizationDetails: [{ type: 'payment', amount: 17 }],
    })
  })

  it.each([
    ['iss', { iss: undefined }],
    ['another iss', { iss: 'other' }],
    ['aud', { aud: undefined }],
    ['another aud', { aud: 'https://other.example.com' }],
    ['iat', { iat: undefined }],
    ['nbf', { nbf: undefined }],
    ['exp', { exp: undefined }],
    ['jti', { jti: undefined }],
    ['an exp that is past', { nbf: 1_700_000_000, exp: 1_700_000_060 }],
    ['an exp that is far away', { exp: Math.floor(Date.now() / 1000) + 86_400 }],
    ['an nbf to come', { nbf: Math.floor(Date.now() / 1000) + 300 }],
    ['a jti that is a number', { jti: 17 }],
    ['another client', { client_id: 'other' }],
    ['a request in it', { request: 'x' }],
  ])('CIBA-13 is refused over %s', async (_what, changes) => {
    const here = await world(SIGNED)
    const { status, json } = await send(here, await here.app.sign(claims(here, changes)))
    expect([status, json['error']]).toEqual([400, 'invalid_request'])
    expect(here.directory.all.size).toBe(0)
  })

  it('CIBA-13 is refused unsigned, with a shared secret, by another key or algorithm', async () => {
    const here = await world(SIGNED)
    const good = claims(here)
    const other = await generateSigningKey('ES256')
    const rsa = await generateSigningKey('PS256')
    const requests = [
      new UnsecuredJWT(good).encode(),
      await new SignJWT(good).setProtectedHeader({ alg: 'HS256' }).sign(new Uint8Array(32)),
      await new SignJWT(good)
        .setProtectedHeader({ alg: 'ES256', kid: here.app.key.kid })
        .sign(other.privateKey),
      await new SignJWT(good).setProtectedHeader({ alg: 'PS256' }).sign(rsa.privateKey),
    ]
    for (const request of requests) {
      const { status, json } = await send(here, request)
      expect([status, json['error']]).toEqual([400, 'invalid_request'])
    }
  })

  it.each([
    ['scope', 'openid orders:write'],
    ['login_hint', 'bob'],
    ['binding_message', 'x'],
    ['unknown', 'x'],
  ])('CIBA-13 is refused with %s beside it', async (name, value) => {
    const here = await world(SIGNED)
    const request = await here.app.sign(claims(here))
    const { status, json } = await send(here, request, { [name]: value })
    expect([status, json['error']]).toEqual([400, 'invalid_request'])
  })

  it('CIBA-13 is good once, and of two at once for one', async () => {
    const here = await world({ ...SIGNED, client: { ...SIGNED.client, clientId: 'app' } })
    const request = await here.app.sign(claims(here))
    const answers = await Promise.all([send(here, request), send(here, request)])
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 400])
    const { json } = await send(here, request)
    expect(json['error']).toBe('invalid_request')
  })

  it('CIBA-13 is needed from a client that is registered so', async () => {
    const { app } = await world(SIGNED)
    const { status, json } = await app.ask()
    expect([status, json['error']]).toEqual([400, 'invalid_request'])
  })

  it('is held to the same rules as one that is not', async () => {
    const here = await world(SIGNED)
    const errors: unknown[] = []
    for (const changes of [
      { scope: 'openid orders:burn' },
      { scope: 'openid orders:read offline_access' },
      { resource: ['https://orders.example.com', 'https://mail.example.com'] },
      { binding_message: 'pay \u202Enow' },
      { authorization_details: [{ amount: 17 }] },
      { requested_expiry: 1.5 },
      { login_hint: ['alice', 'bob'] },
    ]) {
      const { json } = await send(here, await here.app.sign(claims(here, changes)))
      errors.push(json['error'])
    }
    expect(errors).toEqual([
      'invalid_scope',
      'invalid_scope',
      'invalid_target',
      'invalid_binding_message',
      'invalid_authorization_details',
      'invalid_request',
      'invalid_request',
    ])
  })
})
