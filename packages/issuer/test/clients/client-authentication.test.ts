import { randomBytes, randomUUID } from 'node:crypto'
import { SignJWT, type JWTPayload } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  clientSecretHash,
  createIssuer,
  generateSigningKey,
  type ClientLookup,
  type IssuerClient,
  type SigningKey,
} from '../../src/index.js'
import { basic, postForm, type Answer } from '../support/post-form.js'
import { issuerWorld, type IssuerWorld } from '../support/issuer-world.js'

const FORM = { grant_type: 'client_credentials' }
const TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
// With everything in it that form encoding and Basic have opinions about.
const ODD_ID = 'client:1 +%&=/~'
const ODD_SECRET = `${'s'.repeat(32)}: +%&=/\u{e9}`

let world: IssuerWorld
let key: SigningKey
let endpoint: string

beforeAll(async () => {
  key = await generateSigningKey()
  world = await issuerWorld({}, [
    { clientId: ODD_ID, secret: ODD_SECRET, grantTypes: ['client_credentials'] },
    { clientId: 'jwt', jwks: { keys: [key.publicJwk] }, grantTypes: ['client_credentials'] },
    {
      clientId: 'hashed',
      secretHash: [clientSecretHash('a'.repeat(32)), clientSecretHash('b'.repeat(32))],
      grantTypes: ['client_credentials'],
    },
  ])
  endpoint = `${world.issuer.issuer}/token`
})
afterAll(async () => world.close())

const outcomeOf = ({ status, json }: Answer): unknown =>
  status === 200 ? 'granted' : `${status} ${String(json['error'])}`

const post = async (form: object, headers = {}): Promise<unknown> =>
  outcomeOf(await postForm(endpoint, { ...FORM, ...form }, headers))

const claims = (changes: object = {}): JWTPayload => ({
  iss: 'jwt',
  sub: 'jwt',
  aud: world.issuer.issuer,
  iat: world.clock.now(),
  exp: world.clock.now() + 60,
  jti: randomUUID(),
  ...changes,
})

const signed = async (changes: object = {}, by = key, header: object = {}): Promise<string> =>
  new SignJWT(claims(changes))
    .setProtectedHeader({ alg: by.algorithm, kid: by.kid, ...header })
    .sign(by.privateKey)

const send = async (assertion: string, more: object = {}): Promise<unknown> =>
  post({ client_assertion: assertion, client_assertion_type: TYPE, ...more })

describe('a client with a secret', () => {
  it('sends it in the header, form-encoded, or in the form', async () => {
    expect(await post({}, basic('service', world.secret))).toBe('granted')
    expect(await post({}, basic(ODD_ID, ODD_SECRET))).toBe('granted')
    expect(await post({ client_id: ODD_ID, client_secret: ODD_SECRET })).toBe('granted')
    expect(await post({ client_id: 'service' }, basic('service', world.secret))).toBe('granted')
  })

  it('may have two while one takes the place of the other', async () => {
    for (const one of ['a', 'b']) {
      expect(await post({}, basic('hashed', one.repeat(32)))).toBe('granted')
    }
    expect(await post({}, basic('hashed', 'c'.repeat(32)))).toBe('401 invalid_client')
    expect(await post({}, basic('hashed', clientSecretHash('a'.repeat(32))))).toBe(
      '401 invalid_client',
    )
  })

  it.each<[string, () => [object, object]]>([
    ['no credentials', () => [{}, {}]],
    ['a name only', () => [{ client_id: 'service' }, {}]],
    ['a wrong secret', () => [{}, basic('service', `${world.secret}x`)]],
    ['a part of the secret', () => [{}, basic('service', world.secret.slice(0, -1))]],
    ['no secret', () => [{}, basic('service', '')]],
    ['an unknown name', () => [{}, basic('nobody', world.secret)]],
    ['the name of a prototype', () => [{}, basic('__proto__', world.secret)]],
    ['the secret of nobody for a public client', () => [{}, basic('app', world.secret)]],
    ['a secret for a client with a key', () => [{}, basic('jwt', world.secret)]],
    ['another scheme', () => [{}, { Authorization: `Bearer ${world.secret}` }]],
    ['no base64', () => [{}, { Authorization: 'Basic !!!' }]],
    ['no colon', () => [{}, { Authorization: `Basic ${Buffer.from('x').toString('base64')}` }]],
    [
      'a broken escape',
      () => [{}, { Authorization: `Basic ${Buffer.from('a:%zz').toString('base64')}` }],
    ],
  ])('is not taken with %s', async (_name, make) => {
    const [form, headers] = make()
    const answer = await postForm(endpoint, { ...FORM, ...form }, headers as Record<string, string>)
    expect([answer.status, answer.json['error']]).toEqual([401, 'invalid_client'])
    expect(answer.headers.get('www-authenticate')).toBe('Basic realm="oauth"')
    expect(answer.text).not.toContain(world.secret)
  })

  it('has one way of showing who it is', async () => {
    const header = basic('service', world.secret)
    const inForm = { client_id: 'service', client_secret: world.secret }
    expect(await post(inForm, header)).toBe('400 invalid_request')
    expect(await post({ client_id: 'other' }, header)).toBe('400 invalid_request')
    const assertion = { client_assertion: 'x', client_assertion_type: TYPE }
    expect(await post(assertion, header)).toBe('400 invalid_request')
    expect(await post({ ...assertion, ...inForm })).toBe('400 invalid_request')
    expect(await post({ client_assertion_type: TYPE, ...inForm })).toBe('400 invalid_request')
  })

  it('sends no parameter twice', async () => {
    const pairs = [...Object.entries(FORM), ['client_id', 'service'], ['client_id', 'service']]
    const form = [...pairs, ['client_secret', world.secret]] as [string, string][]
    expect(outcomeOf(await postForm(endpoint, form))).toBe('400 invalid_request')
  })
})

describe('a client with a key', () => {
  it('is taken with an assertion for the issuer or the endpoint', async () => {
    expect(await send(await signed())).toBe('granted')
    expect(await send(await signed({ aud: endpoint }))).toBe('granted')
    expect(await send(await signed({ aud: [endpoint] }))).toBe('granted')
    expect(await send(await signed({ iat: undefined }), { client_id: 'jwt' })).toBe('granted')
  })

  it('uses each assertion once', async () => {
    const assertion = await signed()
    const outcomes = await Promise.all(Array.from({ length: 5 }, async () => send(assertion)))
    expect(outcomes.filter((one) => one === 'granted')).toHaveLength(1)
    expect(outcomes.filter((one) => one === '401 invalid_client')).toHaveLength(4)
  })

  it.each<[string, () => Promise<string> | string]>([
    ['by another key', async () => signed({}, await generateSigningKey('ES256', { kid: key.kid }))],
    ['from another issuer', () => signed({ iss: 'service' })],
    ['about another client', () => signed({ sub: 'service' })],
    ['about nobody', () => signed({ sub: undefined })],
    ['for somebody else', () => signed({ aud: 'https://other.example' })],
    ['for two', () => signed({ aud: [endpoint, 'https://other.example'] })],
    ['for a place below the issuer', () => signed({ aud: `${world.issuer.issuer}/` })],
    ['for nobody', () => signed({ aud: undefined })],
    ['that has expired', () => signed({ exp: world.clock.now() - 11 })],
    ['without expiry', () => signed({ exp: undefined })],
    ['that lives too long', () => signed({ exp: world.clock.now() + 700 })],
    ['from the future', () => signed({ iat: world.clock.now() + 60 })],
    ['without a name', () => signed({ jti: undefined })],
    ['with an empty name', () => signed({ jti: '' })],
    ['that is too long', () => signed({ x: 'x'.repeat(8_000) })],
    ['that is no JWT', () => 'x.y.z'],
    [
      'with the public key as a secret',
      () =>
        new SignJWT(claims())
          .setProtectedHeader({ alg: 'HS256', kid: key.kid })
          .sign(Buffer.from(JSON.stringify(key.publicJwk))),
    ],
  ])('is not taken with an assertion %s', async (_name, make) => {
    expect(await send(await make())).toBe('401 invalid_client')
  })

  it('names the type of the assertion, and itself, or nobody', async () => {
    expect(await send(await signed(), { client_id: 'service' })).toBe('400 invalid_request')
    expect(await post({ client_assertion: await signed() })).toBe('401 invalid_client')
    const saml = 'urn:ietf:params:oauth:client-assertion-type:saml2-bearer'
    expect(await send(await signed(), { client_assertion_type: saml })).toBe('401 invalid_client')
  })
})

const start = async (clients: ClientLookup): Promise<IssuerWorld> => issuerWorld({ clients })

const service = (secret: string): IssuerClient => ({
  clientId: 'service',
  secret,
  grantTypes: ['client_credentials'],
})

describe('clients that a function looks up', () => {
  it('are those that it gives', async () => {
    const secret = 's'.repeat(32)
    const other = await start(async (id) => (id === 'service' ? service(secret) : undefined))
    const url = `${other.issuer.issuer}/token`
    expect(outcomeOf(await postForm(url, FORM, basic('service', secret)))).toBe('granted')
    expect(outcomeOf(await postForm(url, FORM, basic('nobody', secret)))).toBe('401 invalid_client')
    await other.close()
  })

  it('are not looked up by what no client is called', async () => {
    const asked: string[] = []
    const other = await start((clientId) => void asked.push(clientId))
    const url = `${other.issuer.issuer}/token`
    for (const id of ['x'.repeat(257), 'a\nb', '\u{e9}']) {
      const answer = await postForm(url, FORM, basic(id, 's'.repeat(32)))
      expect(outcomeOf(answer)).toBe('401 invalid_client')
    }
    expect(asked).toEqual([])
    await other.close()
  })

  it('are unknown where it gives null, as databases do', async () => {
    const other = await start(() => null)
    const answer = await postForm(`${other.issuer.issuer}/token`, FORM, basic('x', 's'.repeat(32)))
    expect(outcomeOf(answer)).toBe('401 invalid_client')
    await other.close()
  })

  it.each<[string, ClientLookup]>([
    ['fails', () => Promise.reject(new Error('the database is away'))],
    ['gives another client', () => service('s'.repeat(32))],
    ['gives a client that is none', (clientId) => ({ clientId })],
  ])('are a 503 where it %s', async (_name, lookup) => {
    const other = await start(lookup)
    const answer = await postForm(`${other.issuer.issuer}/token`, FORM, basic('x', 's'.repeat(32)))
    expect(outcomeOf(answer)).toBe('503 temporarily_unavailable')
    expect(answer.headers.get('retry-after')).toBe('1')
    expect(answer.text).not.toContain('database')
    await other.close()
  })
})

describe('a client that is registered wrongly', () => {
  const MODULUS = randomBytes(256).fill(0xff, 0, 1).toString('base64url')
  const hash = clientSecretHash('s'.repeat(32))
  it.each<[string, () => object]>([
    ['clientId', () => ({ clientId: '', secretHash: hash })],
    ['clientId', () => ({ clientId: 'a\nb', secretHash: hash })],
    ['secret', () => ({ clientId: 'a', secret: 'short' })],
    ['secretHash', () => ({ clientId: 'a', secretHash: 'short' })],
    ['secretHash', () => ({ clientId: 'a', secretHash: [] })],
    ['secret', () => ({ clientId: 'a' })],
    ['public', () => ({ clientId: 'a', secretHash: hash, public: true })],
    ['clients.public', () => ({ clientId: 'a', public: false })],
    ['clients.public', () => ({ clientId: 'a', public: true, grantTypes: ['client_credentials'] })],
    ['clients.public', () => ({ clientId: 'a', public: true, resources: ['https://api'] })],
    ['jwks', () => ({ clientId: 'a', jwks: { keys: [] } })],
    ['jwks', () => ({ clientId: 'a', jwks: { keys: [{ ...key.publicJwk, d: 'x' }] } })],
    ['jwks', () => ({ clientId: 'a', jwks: { keys: [{ kty: 'oct', k: 'x' }] } })],
    ['jwks', () => ({ clientId: 'a', jwks: { keys: [{ kty: 'EC' }] } })],
    ['exponent', () => ({ clientId: 'a', jwks: { keys: [{ kty: 'RSA', n: MODULUS, e: 'AQ' }] } })],
    ['grantTypes', () => ({ clientId: 'a', secretHash: hash, grantTypes: ['password'] })],
    ['scopes', () => ({ clientId: 'a', secretHash: hash, scopes: ['a b'] })],
    ['scope', () => ({ clientId: 'a', secretHash: hash, scope: 'a' })],
  ])('is told by "%s" (%#)', (option, make) => {
    const create = () =>
      createIssuer({
        issuer: 'https://id.example',
        keys: [key],
        clients: [make() as IssuerClient],
      })
    expect(create).toThrow(TypeError)
    expect(create).toThrow(option)
  })

  it('is told by its name where that is taken', () => {
    const client = { clientId: 'a', secretHash: hash }
    const create = () =>
      createIssuer({ issuer: 'https://id.example', keys: [key], clients: [client, client] })
    expect(create).toThrow('two clients alike')
  })
})
