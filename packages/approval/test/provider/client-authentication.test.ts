import { randomUUID } from 'node:crypto'
import { generateSigningKey } from '@countersign/issuer'
import { SignJWT, UnsecuredJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { ASSERTION_TYPE } from './support/test-client.js'
import { world, type World } from './support/world.js'

async function askWith({ app }: World, client_assertion: string, more = {}) {
  const { status, json } = await app.ask({ client_assertion, ...more })
  return [status, json['error']]
}

describe('a client', () => {
  it('CIBA-03 has to prove who it is', async () => {
    const { app, directory } = await world()
    const nobody = { client_assertion: undefined, client_assertion_type: undefined }
    for (const credentials of [
      nobody,
      { ...nobody, client_id: 'app' },
      { ...nobody, client_id: 'x' },
    ]) {
      const { status, headers, json } = await app.ask(credentials)
      expect([status, json['error']]).toEqual([401, 'invalid_client'])
      expect(headers.get('cache-control')).toBe('no-store')
    }
    expect(directory.all.size).toBe(0)
  })

  it('CIBA-03 cannot do so by a password', async () => {
    const { app } = await world()
    const params = { scope: 'openid orders:read', login_hint: 'alice', client_id: 'app' }
    const authorization = `Basic ${Buffer.from('app:secret').toString('base64')}`
    const { status, headers, json } = await app.post('/backchannel', params, { authorization })
    expect([status, json['error']]).toEqual([401, 'invalid_client'])
    expect(headers.get('www-authenticate')).toMatch(/^Basic /)
    const post = await app.post('/backchannel', { ...params, client_secret: 'secret' })
    expect([post.status, post.json['error']]).toEqual([401, 'invalid_client'])
  })

  it('CIBA-03 that nobody knows is told the same as one with a wrong key', async () => {
    const here = await world()
    const unknown = await here.client({ clientId: 'unknown' })
    here.clients.delete('unknown')
    const wrong = await here.app.ask({
      client_assertion: await new SignJWT({
        iss: 'app',
        sub: 'app',
        aud: here.issuer,
        jti: randomUUID(),
        exp: Math.floor(Date.now() / 1000) + 60,
      })
        .setProtectedHeader({ alg: 'ES256', kid: here.app.key.kid })
        .sign((await generateSigningKey()).privateKey),
    })
    const missing = await unknown.ask()
    expect(wrong.status).toBe(401)
    expect([missing.status, missing.text]).toEqual([wrong.status, wrong.text])
  })

  it.each([
    ['the issuer', ''],
    ['the token endpoint', '/token'],
    ['the endpoint itself', '/backchannel'],
  ])('may address its assertion to %s', async (_name, path) => {
    const here = await world()
    expect(await askWith(here, await here.app.assertion({ aud: here.issuer + path }))).toEqual([
      200,
      undefined,
    ])
  })

  it.each([
    ['for somebody else', { aud: 'https://other.example.com' }],
    ['for nobody', { aud: undefined }],
    ['for others, too', { aud: 'both' }],
    ['by another client', { iss: 'other' }],
    ['about another client', { sub: 'other' }],
    ['without an end', { exp: undefined }],
    ['that has ended', { exp: 1_700_000_000 }],
    ['that is good for a day', { exp: Math.floor(Date.now() / 1000) + 86_400 }],
    ['that is good from tomorrow', { nbf: Math.floor(Date.now() / 1000) + 86_400 }],
    ['without a name', { jti: undefined }],
    ['with a name that is none', { jti: { a: 1 } }],
    ['with a name without end', { jti: 'x'.repeat(600) }],
  ])('is refused with an assertion %s', async (_what, changes) => {
    const here = await world()
    const aud =
      'aud' in changes && changes.aud === 'both'
        ? [here.issuer, 'https://x.example.com']
        : undefined
    const assertion = await here.app.assertion({ ...changes, ...(aud && { aud }) })
    expect(await askWith(here, assertion)).toEqual([401, 'invalid_client'])
  })

  it('is refused with an assertion that is not signed, or with a shared secret', async () => {
    const here = await world()
    const claims = { iss: 'app', sub: 'app', aud: here.issuer, jti: 'x', exp: 4_000_000_000 }
    const unsigned = new UnsecuredJWT(claims).encode()
    const secret = new TextEncoder().encode(JSON.stringify(here.app.key.publicJwk))
    const shared = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(secret)
    expect(await askWith(here, unsigned)).toEqual([401, 'invalid_client'])
    expect(await askWith(here, shared)).toEqual([401, 'invalid_client'])
    expect((await askWith(here, 'junk'))[0]).toBe(400)
  })

  it('may use an assertion once, at whichever endpoint', async () => {
    const here = await world()
    const assertion = await here.app.assertion()
    expect(await askWith(here, assertion)).toEqual([200, undefined])
    expect(await askWith(here, assertion, { login_hint: 'bob' })).toEqual([401, 'invalid_client'])
    const { status } = await here.app.poll('x', { client_assertion: assertion })
    expect(status).toBe(401)
  })

  it('gets in once with an assertion that comes twice at once', async () => {
    const here = await world()
    const assertion = await here.app.assertion()
    const hints = ['alice', 'bob', 'alice', 'bob']
    const answers = await Promise.all(
      hints.map(async (login_hint) => askWith(here, assertion, { login_hint })),
    )
    expect(answers.filter(([status]) => status === 200)).toHaveLength(1)
    expect(answers.filter(([status]) => status === 401)).toHaveLength(3)
  })

  it('may not use the assertion of another one under its own name', async () => {
    const here = await world()
    const other = await here.client({ clientId: 'other' })
    const { status, json } = await other.post('/backchannel', {
      client_id: 'other',
      client_assertion_type: ASSERTION_TYPE,
      client_assertion: await here.app.assertion(),
      scope: 'openid orders:read',
      login_hint: 'alice',
    })
    expect([status, json['error']]).toEqual([400, 'invalid_request'])
  })

  it('is told 503, and not that it is unknown, where that cannot be looked up', async () => {
    const here = await world()
    here.context.client = async () =>
      Promise.reject(new Error('database of clients: password is x'))
    const { status, headers, json, text } = await here.app.ask()
    expect([status, json['error'], headers.get('retry-after')]).toEqual([
      503,
      'temporarily_unavailable',
      '1',
    ])
    expect(text).not.toMatch(/password/)
    expect(here.failures).toHaveLength(1)
  })
})
