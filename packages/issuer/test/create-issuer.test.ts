import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import type { CreateIssuerOptions, Issuer, SigningAlgorithm, SigningKey } from '../src/index.js'
import { createIssuer, generateSigningKey, memoryRefreshTokenStore } from '../src/index.js'

const ISSUER = 'https://id.example.com'
const AUDIENCE = 'https://api.example.com'
const NOW = Date.UTC(2027, 0, 15, 8) + 999

let key: SigningKey
let issuer: Issuer

beforeAll(async () => {
  key = await generateSigningKey('ES256', { kid: 'k1' })
  issuer = createIssuer({ issuer: ISSUER, audience: AUDIENCE, keys: [key], clock: () => NOW })
})

const verify = async (token: string, by: Issuer = issuer) =>
  jwtVerify(token, createLocalJWKSet(by.jwks()), {
    issuer: ISSUER,
    typ: 'at+jwt',
    currentDate: new Date(NOW),
    requiredClaims: ['iss', 'aud', 'sub', 'client_id', 'iat', 'exp', 'jti'],
  })

describe('issue', () => {
  it('signs an RFC 9068 access token', async () => {
    const token = await issuer.issue({ subject: 'u1', clientId: 'c1', scope: 'read write' })
    const { payload, protectedHeader } = await verify(token)
    expect(protectedHeader).toEqual({ typ: 'at+jwt', alg: 'ES256', kid: 'k1' })
    expect(payload).toEqual({
      iss: ISSUER,
      aud: AUDIENCE,
      sub: 'u1',
      client_id: 'c1',
      scope: 'read write',
      iat: 1_800_000_000,
      exp: 1_800_000_300,
      jti: expect.stringMatching(/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/),
    })
  })

  it.each<SigningAlgorithm>([
    'RS256',
    'RS384',
    'RS512',
    'PS256',
    'PS384',
    'PS512',
    'ES256',
    'ES384',
    'ES512',
    'EdDSA',
    'Ed25519',
  ])('signs with %s what jose verifies', async (algorithm) => {
    const keys = [await generateSigningKey(algorithm)]
    const other = createIssuer({ issuer: ISSUER, audience: AUDIENCE, keys, clock: () => NOW })
    const { protectedHeader } = await verify(
      await other.issue({ subject: 'u1', clientId: 'c1' }),
      other,
    )
    expect(protectedHeader.alg).toBe(algorithm)
  })

  it('signs with the first key and publishes them all', async () => {
    const keys = [await generateSigningKey('ES256', { kid: 'new' }), key]
    const rotated = createIssuer({ issuer: ISSUER, audience: AUDIENCE, keys })
    const token = await rotated.issue({ subject: 'u1', clientId: 'c1' })
    expect(decodeProtectedHeader(token).kid).toBe('new')
    expect(rotated.jwks().keys.map(({ kid }) => kid)).toEqual(['new', 'k1'])
  })

  it('takes audience, lifetime, a list of scopes and further claims for one token', async () => {
    const token = await issuer.issue({
      subject: 'u1',
      clientId: 'c1',
      audience: ['https://a.example', 'https://b.example'],
      lifetime: 60,
      scope: ['read', 'write'],
      claims: { tenant: 'acme', nothing: undefined },
    })
    const { payload } = await verify(token)
    expect(payload).toMatchObject({
      aud: ['https://a.example', 'https://b.example'],
      exp: 1_800_000_060,
      scope: 'read write',
      tenant: 'acme',
    })
    expect(payload).not.toHaveProperty('nothing')
  })

  it('gives no scope claim and a new identifier each time unless told otherwise', async () => {
    const options = { subject: 'u1', clientId: 'c1' }
    const { payload: one } = await verify(await issuer.issue(options))
    const { payload: two } = await verify(await issuer.issue(options))
    expect(one).not.toHaveProperty('scope')
    expect(one.jti).not.toBe(two.jti)
  })

  it.each(['iss', 'aud', 'sub', 'client_id', 'scope', 'iat', 'exp', 'jti'])(
    'refuses "%s" among the further claims',
    async (name) => {
      const issued = issuer.issue({ subject: 'u1', clientId: 'c1', claims: { [name]: 'x' } })
      await expect(issued).rejects.toThrow(`"claims" must not hold "${name}"`)
    },
  )

  it.each([
    ['subject', { subject: '' }],
    ['clientId', { clientId: '' }],
    ['audience', { audience: [] }],
    ['audience', { audience: '' }],
    ['lifetime', { lifetime: 0 }],
    ['lifetime', { lifetime: 3601 }],
    ['lifetime', { lifetime: Number.NaN }],
    ['scope', { scope: '' }],
    ['scope', { scope: 'read  write' }],
    ['scope', { scope: 'read\twrite' }],
    ['scope', { scope: ['re"ad'] }],
    ['scope', { scope: [] }],
  ])('names a wrong "%s": %j', async (option, changes) => {
    const issued = issuer.issue({ subject: 'u1', clientId: 'c1', ...changes })
    await expect(issued).rejects.toThrow(TypeError)
    await expect(issued).rejects.toThrow(`"${option}"`)
  })

  it('needs an audience from somewhere', async () => {
    const bare = createIssuer({ issuer: ISSUER, keys: [key] })
    await expect(bare.issue({ subject: 'u1', clientId: 'c1' })).rejects.toThrow('"audience"')
    await expect(
      bare.issue({ subject: 'u1', clientId: 'c1', audience: AUDIENCE }),
    ).resolves.toBeTypeOf('string')
  })
})

describe('the documents', () => {
  it('publish public halves only', async () => {
    expect(issuer.jwks()).toEqual({ keys: [key.publicJwk] })
    expect(JSON.stringify(issuer.jwks())).not.toContain('"d"')
  })

  it('are copies', async () => {
    const { keys } = issuer.jwks()
    Object.assign(keys[0] ?? {}, { kid: 'other' })
    keys.length = 0
    expect(issuer.jwks().keys[0]?.kid).toBe('k1')
  })

  it('name the issuer exactly as it was given, and nothing that is not served', async () => {
    const slash = createIssuer({ issuer: `${ISSUER}/`, keys: [key] })
    expect(slash.metadata()).toEqual({
      issuer: `${ISSUER}/`,
      jwks_uri: `${ISSUER}/jwks`,
      response_types_supported: [],
    })
  })

  it('name every endpoint that is on', async () => {
    const secret = randomBytes(24).toString('base64url')
    const all = createIssuer({
      issuer: ISSUER,
      keys: [key, await generateSigningKey('RS256')],
      clients: [{ clientId: 'c1', secret }],
      refresh: { store: memoryRefreshTokenStore() },
      exchange: () => false,
      endpoints: { token: true, revocation: true, introspection: true },
    })
    expect(all.metadata()).toMatchObject({
      token_endpoint: `${ISSUER}/token`,
      grant_types_supported: [
        'client_credentials',
        'refresh_token',
        'urn:ietf:params:oauth:grant-type:token-exchange',
      ],
      token_endpoint_auth_methods_supported: [
        'client_secret_basic',
        'client_secret_post',
        'private_key_jwt',
        'none',
      ],
      revocation_endpoint: `${ISSUER}/revoke`,
      introspection_endpoint: `${ISSUER}/introspect`,
      introspection_endpoint_auth_methods_supported: [
        'client_secret_basic',
        'client_secret_post',
        'private_key_jwt',
      ],
      introspection_signing_alg_values_supported: ['ES256', 'RS256'],
    })
  })
})

describe('createIssuer', () => {
  it.each([
    'http://127.0.0.1:3000',
    'http://localhost:3000/t1',
    'http://[::1]:3000',
    'https://id.example.com/t1/',
  ])('accepts %s', (url) => {
    expect(createIssuer({ issuer: url, keys: [key] }).issuer).toBe(url)
  })

  it.each([
    '',
    'id.example.com',
    'http://id.example.com',
    'http://127.0.0.1.example.com',
    'http://localhost.example.com',
    'ftp://id.example.com',
    'https://id.example.com?x=1',
    'https://id.example.com?',
    'https://id.example.com#',
    'https://user:pass@id.example.com',
    ' https://id.example.com',
    'https://id.example\n.com',
    'https://id.example.com\\t1',
  ])('refuses the issuer "%s"', (url) => {
    expect(() => createIssuer({ issuer: url, keys: [key] })).toThrow('"issuer"')
  })

  it.each<[string, () => Readonly<Record<string, unknown>>]>([
    ['issuer', () => ({ issuer: undefined })],
    ['audience', () => ({ audience: '' })],
    ['audience', () => ({ audience: ['a', 1] })],
    ['lifetime', () => ({ lifetime: 0.5 })],
    ['lifetime', () => ({ lifetime: '300' })],
    ['clock', () => ({ clock: 1 })],
    ['maxLifetime', () => ({ maxLifetime: 86_401 })],
    ['lifetime', () => ({ lifetime: 4_000 })],
    ['encryptTo', () => ({ encryptTo: null })],
    ['contentEncryption', () => ({ contentEncryption: 'dir' })],
    ['revocation', () => ({ revocation: {} })],
    ['exchange', () => ({ exchange: true })],
    ['replay', () => ({ replay: {} })],
    ['refresh.store', () => ({ refresh: { store: {} } })],
    ['refresh.lifetime', () => ({ refresh: { store: store(), lifetime: 1e9 } })],
    ['refresh.idleLifetime', () => ({ refresh: { store: store(), idleLifetime: Infinity } })],
    [
      'refresh.idleLifetime',
      () => ({ refresh: { store: store(), lifetime: 60, idleLifetime: 61 } }),
    ],
    ['refresh.retryWindow', () => ({ refresh: { store: store(), retryWindow: 61 } })],
    ['grace', () => ({ refresh: { store: store(), grace: 5 } })],
    ['clients', () => ({ endpoints: { token: true } })],
    ['endpoints.revocation', () => ({ endpoints: { revocation: true }, clients: [] })],
    ['endpoints.token', () => ({ endpoints: { token: 'yes' }, clients: [] })],
    ['authorization', () => ({ endpoints: { authorization: true }, clients: [] })],
    ['lifeTime', () => ({ lifeTime: 60 })],
    ['keys', () => ({ keys: undefined })],
    ['keys', () => ({ keys: { signingKey: () => key } })],
    ['keys', () => ({ keys: [] })],
    ['keys', () => ({ keys: [key, key] })],
    ['keys', () => ({ keys: [{ ...key, kid: 'other' }] })],
    ['keys', () => ({ keys: [{ ...key, algorithm: 'HS256' }] })],
    ['keys', () => ({ keys: [{ ...key, algorithm: 'RS256' }] })],
    ['keys', () => ({ keys: [{ ...key, publicJwk: { ...key.publicJwk, d: 'x' } }] })],
    ['keys', () => ({ keys: [{ ...key, privateKey: publicHalf() }] })],
  ])('names a wrong "%s" (%#)', (option, changes) => {
    const options = { issuer: ISSUER, keys: [key], ...changes() } as unknown as CreateIssuerOptions
    expect(() => createIssuer(options)).toThrow(TypeError)
    expect(() => createIssuer(options)).toThrow(`"${option}"`)
  })
})

function publicHalf() {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey
}

const store = () => memoryRefreshTokenStore()
