import { createLocalJWKSet, decodeJwt, jwtVerify, type JSONWebKeySet } from 'jose'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import {
  createProofKey,
  createTestCertificate,
  createTestClock,
  createTestIdentityProvider,
  createTestStatusList,
  rawRequest,
  type TestIdentityProvider,
} from '../src/index.js'

const clock = createTestClock()
let idp: TestIdentityProvider

beforeAll(async () => {
  idp = await createTestIdentityProvider({ clock, algorithms: ['ES256', 'Ed25519'] })
})
afterEach(() => idp.heal())
afterAll(() => idp.close())

async function verify(token: string): Promise<string | undefined> {
  const keys = createLocalJWKSet(idp.jwks as JSONWebKeySet)
  const { protectedHeader } = await jwtVerify(token, keys, { currentDate: new Date(clock()) })
  return protectedHeader.kid
}

describe('tokenFor', () => {
  it('makes a good token of somebody', async () => {
    const token = await idp.tokenFor({ subject: 'alice', clientId: 'app', scopes: ['a', 'b'] })
    await verify(token)
    const now = clock.now()
    expect(decodeJwt(token)).toMatchObject({
      iss: idp.issuer,
      aud: 'https://rs.example',
      sub: 'alice',
      client_id: 'app',
      scope: 'a b',
      iat: now,
      exp: now + 300,
    })
  })

  it('grants nothing unless it is told to', async () => {
    expect(decodeJwt(await idp.tokenFor())).not.toHaveProperty('scope')
  })

  it('makes one that has expired, and one for another audience', async () => {
    const expired = await idp.tokenFor({ expiresIn: -60 })
    await expect(verify(expired)).rejects.toMatchObject({ code: 'ERR_JWT_EXPIRED' })
    const audience = 'https://else.example'
    expect(decodeJwt(await idp.tokenFor({ audience })).aud).toBe(audience)
  })

  it('binds it to a key, to a certificate, or to both', async () => {
    const jkt = (await createProofKey()).thumbprint
    const x5tS256 = (await createTestCertificate()).thumbprint
    const token = await idp.tokenFor({ binding: { jkt, x5tS256 } })
    expect(decodeJwt(token)['cnf']).toEqual({ jkt, 'x5t#S256': x5tS256 })
  })

  it('signs by the key that is named', async () => {
    expect(await verify(await idp.tokenFor({ key: 'ed1' }))).toBe('ed1')
  })

  it.each<[object, string]>([
    [{ sub: 'alice' }, '"sub"'],
    [{ issuer: 'https://else.example' }, '"issuer"'],
    [{ expiresIn: Number.NaN }, '"expiresIn"'],
  ])('refuses %j', async (options, message) => {
    await expect(idp.tokenFor(options)).rejects.toThrow(message)
  })
})

describe('rotateKeys', () => {
  it('signs by new keys, and still publishes the old ones, unless they are withdrawn', async () => {
    const old = await idp.token()
    const [first] = await idp.rotateKeys()
    const next = await idp.token()
    expect([await verify(old), await verify(next)]).toEqual(['es1', first?.kid])
    expect(idp.jwks.keys).toHaveLength(4)
    const [second] = await idp.rotateKeys({ withdraw: true })
    await expect(verify(old)).rejects.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' })
    await expect(verify(next)).rejects.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' })
    expect(await verify(await idp.token())).toBe(second?.kid)
    expect(idp.jwks.keys).toHaveLength(2)
    expect(await verify(idp.sign({ key: second ?? '' }))).toBe(second?.kid)
  })
})

describe('a provider in trouble', () => {
  it('is slow, for as long as it is told to be', async () => {
    idp.fault('all', { delay: 0.05 })
    const slow = await fetch(idp.jwksUri)
    expect(await slow.json()).toEqual(idp.jwks)
    idp.fault('all', { delay: 3_600 })
    await expect(fetch(idp.jwksUri, { signal: AbortSignal.timeout(100) })).rejects.toMatchObject({
      name: 'TimeoutError',
    })
  })

  it('sends in the end what it would have sent at once', async () => {
    idp.fault('introspection', { delay: 0 })
    const { endpoint, client } = idp.introspection
    const body = new URLSearchParams({ token: idp.introspection.issue({}) })
    const secret = [client.clientId, client.clientSecret].map(encodeURIComponent).join(':')
    const Accept = 'application/token-introspection+jwt'
    const headers = { Accept, Authorization: `Basic ${btoa(secret)}` }
    const answer = await fetch(endpoint, { method: 'POST', body, headers })
    expect(answer.headers.get('content-type')).toBe(Accept)
    const list = await createTestStatusList(idp, { clock })
    try {
      list.fault({ delay: 0 })
      const { status, headers: sent } = await fetch(list.uri)
      expect([status, sent.get('content-type')]).toEqual([200, 'application/statuslist+jwt'])
    } finally {
      await list.close()
    }
  })

  it('is well again by one word, whatever it has', async () => {
    idp.fault('jwks', 'down')
    idp.fault('metadata', { status: 500 })
    await idp.stop()
    await idp.heal()
    const documents = [idp.jwksUri, `${idp.issuer}/.well-known/openid-configuration`]
    const answers = await Promise.all(documents.map((url) => rawRequest(url)))
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
  })
})
