import { once } from 'node:events'
import { createServer } from 'node:net'
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  jwtVerify,
} from 'jose'
import { afterEach, describe, expect, it } from 'vitest'
import type { TestIdentityProvider, TestIdentityProviderOptions } from '../src/index.js'
import { createTestClock, createTestIdentityProvider } from '../src/index.js'

const clock = createTestClock()
const running: TestIdentityProvider[] = []

afterEach(async () => {
  await Promise.all(running.splice(0).map((provider) => provider.close()))
})

async function start(options: TestIdentityProviderOptions = {}): Promise<TestIdentityProvider> {
  const provider = await createTestIdentityProvider({ clock, algorithms: ['ES256'], ...options })
  running.push(provider)
  return provider
}

async function read(url: string): Promise<unknown> {
  return (await fetch(url)).json()
}

async function verify(idp: TestIdentityProvider, token: string) {
  return jwtVerify(token, createRemoteJWKSet(new URL(idp.jwksUri)), {
    issuer: idp.issuer,
    audience: 'https://rs.example',
    typ: 'at+jwt',
    currentDate: new Date(clock()),
    requiredClaims: ['sub', 'client_id', 'iat', 'exp', 'jti'],
  })
}

describe('the port', () => {
  it('is the one that was asked for', async () => {
    const first = await start()
    const port = Number(new URL(first.issuer).port)
    await expect(start({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
    await first.close()
    const second = await start({ port })
    expect(second.issuer).toBe(first.issuer)
  })
})

describe('token', () => {
  it('is good by default', async () => {
    const idp = await start()
    const { payload, protectedHeader } = await verify(idp, await idp.token())
    expect(protectedHeader).toEqual({ typ: 'at+jwt', alg: 'ES256', kid: 'es1' })
    expect(payload).toEqual({
      iss: idp.issuer,
      aud: 'https://rs.example',
      sub: 'u1',
      client_id: 'c1',
      scope: 'read',
      iat: clock.now(),
      exp: clock.now() + 300,
      jti: expect.stringMatching(/^[\da-f-]{36}$/),
    })
  })

  it('is signed by any of the keys', async () => {
    const idp = await start({ algorithms: ['ES256', 'PS256', 'Ed25519', 'EdDSA', 'ES384'] })
    expect([...idp.keys.keys()]).toEqual(['es1', 'ps1', 'ed1', 'ed2', 'es2'])
    const tokens = await Promise.all([...idp.keys.keys()].map((key) => idp.token({}, { key })))
    const verified = await Promise.all(tokens.map((token) => verify(idp, token)))
    expect(verified.map(({ protectedHeader }) => protectedHeader.alg)).toEqual([
      'ES256',
      'PS256',
      'Ed25519',
      'EdDSA',
      'ES384',
    ])
  })

  it('takes changes, and undefined removes', async () => {
    const idp = await start()
    const token = await idp.token(
      { sub: 'u2', scope: undefined, tenant: 'acme', nothing: null },
      { header: { kid: undefined, typ: 'JWT', x: 1 } },
    )
    expect(decodeProtectedHeader(token)).toEqual({ typ: 'JWT', alg: 'ES256', x: 1 })
    const claims = decodeJwt(token)
    expect(claims).toMatchObject({ sub: 'u2', tenant: 'acme', nothing: null })
    expect(claims).not.toHaveProperty('scope')
  })

  it('can be left unsigned', async () => {
    const idp = await start({ audience: 'https://other.example' })
    const claims = idp.claims({ scope: undefined, x: 1 })
    expect(claims).toMatchObject({ iss: idp.issuer, aud: 'https://other.example', x: 1 })
    expect(Object.keys(claims)).not.toContain('scope')
    expect(idp.claims().jti).not.toBe(idp.claims().jti)
  })

  it('is refused a key that does not exist', async () => {
    const idp = await start({ algorithms: [] })
    await expect(idp.token()).rejects.toThrow('no key')
    await expect(idp.token({}, { key: 'es1' })).rejects.toThrow('no key "es1"')
  })
})

describe('sign', () => {
  it('fills in what is left out and merges objects', async () => {
    const idp = await start()
    await verify(idp, idp.sign({}))
    const token = idp.sign({ header: { typ: 'x' }, payload: { sub: 'u2' } })
    expect(decodeProtectedHeader(token)).toEqual({ typ: 'x', alg: 'ES256', kid: 'es1' })
    expect(decodeJwt(token)).toMatchObject({ iss: idp.issuer, sub: 'u2' })
  })

  it('signs text and bytes as they are', async () => {
    const idp = await start()
    const payload = '{"sub":"a","sub":"b","exp":1e400}'
    const header = Buffer.from(`\uFEFF{"alg":"ES256"}`)
    const [first, second] = idp.sign({ header, payload }).split('.')
    expect(first).toBe(header.toString('base64url'))
    expect(second).toBe(Buffer.from(payload).toString('base64url'))
  })
})

describe('the documents', () => {
  it('are where RFC 8414 and OpenID Connect put them', async () => {
    const idp = await start({ path: '/t1' })
    const { origin } = new URL(idp.issuer)
    expect(idp.issuer).toBe(`${origin}/t1`)
    const places = [
      `${origin}/.well-known/oauth-authorization-server/t1`,
      `${origin}/t1/.well-known/openid-configuration`,
    ]
    const documents = await Promise.all(places.map(read))
    const metadata = { issuer: idp.issuer, jwks_uri: idp.jwksUri, response_types_supported: [] }
    expect(documents).toEqual([metadata, metadata])
    expect((await fetch(`${idp.issuer}/.well-known/oauth-authorization-server`)).status).toBe(404)
  })

  it('may be edited and replaced while they are served', async () => {
    const idp = await start()
    const metadataUri = `${idp.issuer}/.well-known/openid-configuration`
    idp.metadata.issuer = 'https://evil.example'
    expect(await read(metadataUri)).toHaveProperty('issuer', 'https://evil.example')
    idp.metadata = { replaced: true }
    expect(await read(metadataUri)).toEqual({ replaced: true })
    idp.jwks.keys.push(null, { kty: 'oct' })
    expect(await read(idp.jwksUri)).toHaveProperty('keys.length', 3)
  })

  it('hold public halves only, which may be spoilt without harm to the key', async () => {
    const idp = await start()
    expect(JSON.stringify(idp.jwks)).not.toContain('"d"')
    Object.assign(idp.jwks.keys[0] ?? {}, { use: 'enc' })
    expect(idp.keys.get('es1')?.publicJwk.use).toBe('sig')
  })
})

describe('the keys', () => {
  it('rotate', async () => {
    const idp = await start()
    const { keys } = idp.jwks
    const [added] = await Promise.all([idp.addKey('ES256'), idp.addKey('ES384')])
    expect(added.kid).toBe('es2')
    expect([...idp.keys.keys()].toSorted()).toEqual(['es1', 'es2', 'es3'])
    idp.removeKey('es1')
    expect(keys).toHaveLength(2)
    await verify(idp, await idp.token({}, { key: added }))
    await expect(verify(idp, await idp.token({}, { key: 'es1' }))).rejects.toThrow(
      'no applicable key',
    )
  })

  it('may stay unpublished, and may share a name', async () => {
    const idp = await start()
    const hidden = await idp.addKey('RS256', { kid: 'hidden', publish: false })
    expect(idp.keys.get('hidden')).toBe(hidden)
    expect(idp.jwks.keys).toHaveLength(1)

    const twin = await idp.addKey('ES256', { kid: 'es1' })
    expect(idp.keys.get('es1')).toBe(twin)
    const set = createLocalJWKSet(JSON.parse(JSON.stringify(idp.jwks)))
    await expect(jwtVerify(await idp.token(), set)).rejects.toThrow('multiple matching keys')
    idp.removeKey('es1')
    expect(idp.jwks.keys).toEqual([])
  })
})

describe('the server', () => {
  it('records everything that arrives', async () => {
    const idp = await start({ path: '/t1' })
    await fetch(idp.jwksUri, { headers: { 'X-Test': 'yes' } })
    await fetch(`${idp.issuer}/.well-known/openid-configuration?x=1`)
    await fetch(`${idp.issuer}/elsewhere`, { method: 'POST' })
    expect(idp.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET /t1/jwks',
      'GET /t1/.well-known/openid-configuration?x=1',
      'POST /t1/elsewhere',
    ])
    expect(idp.requests[0]?.headers).toHaveProperty('x-test', 'yes')
    expect(idp.requestCount()).toBe(3)
    expect(idp.requestCount('jwks')).toBe(1)
    expect(idp.requestCount('metadata')).toBe(1)
  })

  it('goes away and comes back on the same port', async () => {
    const idp = await start()
    await fetch(idp.jwksUri)
    await idp.stop()
    await expect(fetch(idp.jwksUri)).rejects.toThrow('fetch failed')
    await idp.start()
    await idp.start()
    expect((await fetch(idp.jwksUri)).status).toBe(200)
  })

  it('waits for its port while somebody else has it', async () => {
    const idp = await start()
    await idp.stop()
    const other = createServer()
    other.listen(Number(new URL(idp.issuer).port), '127.0.0.1')
    await once(other, 'listening')
    const starting = idp.start()
    await new Promise((resolve) => setTimeout(resolve, 20))
    other.close()
    await starting
    expect((await fetch(idp.jwksUri)).status).toBe(200)
  })

  it('does not keep a process alive that forgot to close it', async () => {
    await start()
    expect(process.getActiveResourcesInfo()).not.toContain('TCPServerWrap')
  })

  it.each(['localhost', '::1'])('listens on %s', async (host) => {
    const idp = await start({ host })
    expect(new URL(idp.issuer).hostname).toContain(host)
    await verify(idp, await idp.token())
  })

  it.each(['t1', '/t1/', '/', '//t1', '/t1?x', '/t1#x'])('refuses the path "%s"', async (path) => {
    await expect(start({ path })).rejects.toThrow('"path"')
  })
})
