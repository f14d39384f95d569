import { decodeProtectedHeader } from 'jose'
import { describe, expect, it } from 'vitest'
import { answerOf } from './support/test-client.js'
import { TestKeys } from './support/test-keys.js'
import { verified } from './support/verified.js'
import { world } from './support/world.js'

describe('the metadata', () => {
  it('CIBA-21 tells what is served, and nothing else', async () => {
    const { issuer } = await world()
    const { status, headers, json } = await answerOf(
      await fetch(`${issuer}/.well-known/openid-configuration`),
    )
    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe('application/json')
    expect(json).toMatchObject({
      issuer,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/jwks`,
      revocation_endpoint: `${issuer}/token/revocation`,
      backchannel_authentication_endpoint: `${issuer}/backchannel`,
      backchannel_token_delivery_modes_supported: ['poll', 'ping'],
      backchannel_user_code_parameter_supported: true,
      grant_types_supported: ['urn:openid:params:grant-type:ciba', 'refresh_token'],
      response_types_supported: [],
      token_endpoint_auth_methods_supported: ['private_key_jwt'],
      id_token_signing_alg_values_supported: ['ES256'],
      scopes_supported: ['openid', 'offline_access', 'orders:read', 'orders:write', 'mail:read'],
    })
    const endpoints = Object.keys(json).filter((name) => name.endsWith('_endpoint'))
    expect(endpoints.toSorted()).toEqual([
      'backchannel_authentication_endpoint',
      'revocation_endpoint',
      'token_endpoint',
    ])
    expect(JSON.stringify(json)).not.toMatch(/HS256|none|implicit|authorization_code/)
  })

  it.each([
    '/auth',
    '/authorize',
    '/me',
    '/session/end',
    '/session/end/confirm',
    '/request',
    '/reg',
    '/device',
    '/token/introspection',
    '/interaction/x',
    '/.well-known/oauth-authorization-server',
    '/token/',
    '//token',
    '/TOKEN',
    '/jwks.json',
  ])('leaves %s of the library out of reach', async (path) => {
    const { issuer } = await world()
    for (const method of ['GET', 'POST', 'OPTIONS']) {
      expect((await fetch(`${issuer}${path}`, { method, redirect: 'manual' })).status).toBe(404)
    }
  })

  it('names the endpoints of the issuer, whatever host a request names', async () => {
    const { issuer } = await world()
    const { json } = await answerOf(
      await fetch(`${issuer}/.well-known/openid-configuration`, {
        headers: { 'x-forwarded-host': 'evil.example.com', 'x-forwarded-proto': 'https' },
      }),
    )
    expect(JSON.stringify(json)).not.toMatch(/evil/)
  })
})

describe('the keys', () => {
  it('are exactly those of the ring, and public', async () => {
    const { issuer, keys } = await world()
    await keys.rotate()
    const { json } = await answerOf(await fetch(`${issuer}/jwks`))
    expect(json).toEqual({ keys: keys.publicKeys() })
    expect(JSON.stringify(json)).not.toMatch(/"d":/)
  })

  it.each([
    'ES256',
    'ES384',
    'ES512',
    'PS256',
    'PS384',
    'RS256',
    'RS512',
    'EdDSA',
    'Ed25519',
  ] as const)('sign with %s', { timeout: 60_000 }, async (algorithm) => {
    const { app, approve, issuer } = await world({ keys: await TestKeys.make(algorithm) })
    const { json: asked } = await app.ask()
    await approve()
    const { json } = await app.poll(asked['auth_req_id'])
    const token = json['access_token']
    expect(decodeProtectedHeader(String(token)).alg).toBe(algorithm)
    expect(decodeProtectedHeader(String(json['id_token'])).alg).toBe(algorithm)
    expect((await verified(issuer, app, token, algorithm)).subject).toBe('u-alice')
    const id_token_hint = String(json['id_token'])
    expect((await app.ask({ login_hint: undefined, id_token_hint })).status).toBe(200)
  })
})

describe('keys that take turns', () => {
  it('sign from one request to the next, and what was under way ends well', async () => {
    const { app, approve, keys, issuer } = await world()
    const { json: asked } = await app.ask()
    await approve()
    const [before] = keys.publicKeys()
    await keys.rotate('ES384')
    const { status, json } = await app.poll(asked['auth_req_id'])
    expect(status).toBe(200)
    const { kid, alg } = decodeProtectedHeader(String(json['access_token']))
    expect([kid, alg]).toEqual([keys.signingKey().kid, 'ES384'])
    expect(kid).not.toBe(before?.kid)
    const { json: set } = await answerOf(await fetch(`${issuer}/jwks`))
    expect(set['keys']).toHaveLength(2)
  })

  it('sign ID tokens, too, by the one whose turn it is', async () => {
    const { app, approve, keys } = await world()
    await app.ask({ login_hint: 'bob' })
    await keys.rotate()
    await keys.rotate()
    const { json: asked } = await app.ask()
    await approve()
    const { json } = await app.poll(asked['auth_req_id'])
    for (const name of ['access_token', 'id_token']) {
      expect(decodeProtectedHeader(String(json[name])).kid).toBe(keys.signingKey().kid)
    }
  })

  it('still know an ID token that one of them has signed', async () => {
    const { app, approve, keys } = await world()
    const { json: asked } = await app.ask()
    await approve()
    const { json } = await app.poll(asked['auth_req_id'])
    await keys.rotate()
    const { status } = await app.ask({
      login_hint: undefined,
      id_token_hint: String(json['id_token']),
    })
    expect(status).toBe(200)
  })

  it('may be gone for a while: that is a 503, and no request is lost', async () => {
    const { app, approve, keys, issuer, failures, side } = await world()
    const { json: asked } = await app.ask()
    keys.isGone = true
    await expect(side.ready()).rejects.toThrow('no key may be used now')
    // A decision needs no key.
    await approve()
    for (const answer of [
      await app.poll(asked['auth_req_id']),
      await app.ask({ login_hint: 'bob' }),
      await answerOf(await fetch(`${issuer}/jwks`)),
      await answerOf(await fetch(`${issuer}/.well-known/openid-configuration`)),
    ]) {
      expect([answer.status, answer.json['error']]).toEqual([503, 'temporarily_unavailable'])
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    }
    expect(failures.length).toBeGreaterThan(0)
    keys.isGone = false
    expect((await app.poll(asked['auth_req_id'])).status).toBe(200)
  })
})
