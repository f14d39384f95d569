import { createRemoteJWKSet, jwtVerify, SignJWT, importJWK } from 'jose'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  createTestClock,
  createTestIdentityProvider,
  type TestClock,
  type TestIdentityProvider,
} from '../src/index.js'

let clock: TestClock
let idp: TestIdentityProvider

beforeEach(async () => {
  clock = createTestClock()
  idp = await createTestIdentityProvider({ clock, algorithms: ['ES256'] })
})
afterEach(() => idp.close())

const encoded = (text: string): string => new URLSearchParams({ '': text }).toString().slice(1)

/** The header of a client that has a secret. */
function basic(id = idp.introspection.client.clientId, secret?: string): Record<string, string> {
  const { clientSecret } = idp.introspection.client
  const pair = `${encoded(id)}:${encoded(secret ?? clientSecret)}`
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` }
}

async function ask(
  token: string,
  { headers = basic(), form = {} }: { headers?: Record<string, string>; form?: object } = {},
): Promise<Response> {
  const body = new URLSearchParams({ token, ...form })
  return fetch(idp.introspection.endpoint, { method: 'POST', headers, body })
}

const told = async (token: string): Promise<unknown> => (await ask(token)).json()

const status = async (init: Parameters<typeof ask>[1]): Promise<number> =>
  (await ask('t', init)).status

/** An assertion of the client, with changes. */
async function assertion(changes: Record<string, unknown> = {}): Promise<object> {
  const { clientId, privateKey } = idp.introspection.client
  const claims = {
    iss: clientId,
    sub: clientId,
    aud: idp.issuer,
    exp: clock.now() + 60,
    jti: 'j1',
    ...changes,
  }
  const jwt = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'ES256' })
    .sign(await importJWK(privateKey))
  return {
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: jwt,
  }
}

describe('the introspection endpoint', () => {
  it('tells the claims of a good token about those that it has issued, with changes', async () => {
    const token = idp.introspection.issue({ sub: 'u2', jti: 'j', scope: undefined })
    const { scope: _scope, ...claims } = idp.claims({ sub: 'u2', jti: 'j' })
    expect(await told(token)).toEqual({ active: true, token_type: 'Bearer', ...claims })
    expect(idp.introspection.issue()).not.toBe(idp.introspection.issue())
    expect(idp.introspection.issue({}, 'a~b==')).toBe('a~b==')
    expect(await told('a~b==')).toHaveProperty('active', true)
  })

  it('knows the JWTs of the provider, and no others', async () => {
    const token = await idp.token({ sub: 'u2' })
    expect(await told(token)).toMatchObject({ active: true, sub: 'u2' })
    expect(await told('nobody-has-issued-this')).toEqual({ active: false })
    expect(await told(`${token.slice(0, -4)}AAAA`)).toEqual({ active: false })
    clock.advance(300)
    expect(await told(token)).toEqual({ active: false })
  })

  it('answers what it is told to, and that a token is not active once it is revoked', async () => {
    const { introspection } = idp
    introspection.answer('a', { active: 'yes' })
    expect(await told('a')).toEqual({ active: 'yes' })
    introspection.answer('b', { body: '<p>', contentType: 'text/html' })
    const page = await ask('b')
    expect([page.headers.get('content-type'), await page.text()]).toEqual(['text/html', '<p>'])
    introspection.revoke('a')
    expect(await told('a')).toEqual({ active: false })
    const jwt = await idp.token()
    introspection.revoke(jwt)
    expect(await told(jwt)).toEqual({ active: false })
  })

  it('signs its answer for whoever asks for that', async () => {
    const token = idp.introspection.issue()
    const accept = 'application/token-introspection+jwt'
    const response = await ask(token, { headers: { ...basic(), accept } })
    expect(response.headers.get('content-type')).toBe(accept)
    const keys = createRemoteJWKSet(new URL(idp.jwksUri))
    const { payload } = await jwtVerify(await response.text(), keys, {
      typ: 'token-introspection+jwt',
      issuer: idp.issuer,
      audience: idp.introspection.client.clientId,
      currentDate: new Date(clock()),
      requiredClaims: ['iat'],
    })
    expect(payload['token_introspection']).toMatchObject({ active: true, sub: 'u1' })
  })

  it('takes the secret and the assertion of its client, and nobody else’s', async () => {
    expect(await status({})).toBe(200)
    expect(await status({ headers: {}, form: await assertion() })).toBe(200)
    const endpoint = { aud: idp.introspection.endpoint }
    expect(await status({ headers: {}, form: await assertion(endpoint) })).toBe(200)
    const strangers = [
      {},
      basic('somebody'),
      basic(undefined, 'guessed'),
      { authorization: 'Bearer x' },
      { authorization: `Basic ${Buffer.from('a').toString('base64')}` },
    ]
    for (const headers of strangers) expect(await status({ headers })).toBe(401)
    const wrong = [{ aud: 'x' }, { iss: 'x' }, { sub: 'x' }, { exp: 1 }, { jti: undefined }]
    for (const changes of wrong) {
      expect(await status({ headers: {}, form: await assertion(changes) })).toBe(401)
    }
    const untyped = { ...(await assertion()), client_assertion_type: 'x' }
    expect(await status({ headers: {}, form: untyped })).toBe(401)
  })

  it('records what it was sent, and has faults of its own', async () => {
    await ask('t', { form: { token_type_hint: 'access_token' } })
    expect(idp.requestCount('introspection')).toBe(1)
    expect(idp.requests.at(-1)).toMatchObject({
      method: 'POST',
      url: '/introspect',
      body: 'token=t&token_type_hint=access_token',
    })
    idp.fault('introspection', { status: 500 })
    expect((await ask('t')).status).toBe(500)
    expect((await fetch(idp.jwksUri)).status).toBe(200)
    idp.fault('all', undefined)
    expect((await ask('t')).status).toBe(200)
    idp.fault('all', 'html')
    expect((await ask('t')).headers.get('content-type')).toBe('text/html')
    expect((await fetch(idp.introspection.endpoint)).status).toBe(404)
  })
})
