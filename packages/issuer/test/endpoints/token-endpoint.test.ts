import { calculateJwkThumbprint } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { generateSigningKey, type SigningKey } from '../../src/index.js'
import { dpopProof } from '../support/dpop-proof.js'
import { AUDIENCE, issuerWorld, OTHER_AUDIENCE, type IssuerWorld } from '../support/issuer-world.js'
import { basic, postForm, type Answer } from '../support/post-form.js'

const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token'

let world: IssuerWorld
let endpoint: string
let key: SigningKey

beforeAll(async () => {
  key = await generateSigningKey()
  world = await issuerWorld()
  endpoint = `${world.issuer.issuer}/token`
})
afterAll(async () => world.close())

type Form = Readonly<Record<string, string>> | readonly (readonly [string, string])[]
const as = async (client: string, form: Form, headers = {}): Promise<Answer> =>
  postForm(endpoint, form, { ...basic(client, world.secret), ...headers })
const errorOf = ({ status, json }: Answer): unknown => [status, json['error']]
const claimsOf = async ({ json }: Answer) => world.claims(String(json['access_token']))

const proof = async () => dpopProof(key, { htu: endpoint, iat: world.clock.now() })

describe('client_credentials', () => {
  const form = { grant_type: 'client_credentials' }

  it('gives a token in the name of the client', async () => {
    const answer = await as('service', { ...form, scope: 'read' })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    const { access_token: token, ...rest } = answer.json
    expect(rest).toEqual({ token_type: 'Bearer', expires_in: 300, scope: 'read' })
    expect(await world.claims(String(token))).toMatchObject({
      sub: 'service',
      client_id: 'service',
      scope: 'read',
      aud: AUDIENCE,
    })
  })

  it('gives all scopes of the client unless it asks for less, and never more', async () => {
    expect((await as('service', form)).json['scope']).toBe('read write')
    for (const scope of ['admin', 'read admin']) {
      expect(errorOf(await as('service', { ...form, scope }))).toEqual([400, 'invalid_scope'])
    }
    for (const scope of ['read  write', ' ', 'ré"ad']) {
      expect(errorOf(await as('service', { ...form, scope }))).toEqual([400, 'invalid_scope'])
    }
  })

  it('is for an audience that the client may have tokens for', async () => {
    for (const name of ['resource', 'audience']) {
      const answer = await as('service', { ...form, [name]: OTHER_AUDIENCE })
      expect((await claimsOf(answer)).aud).toBe(OTHER_AUDIENCE)
      const refused = await as('service', { ...form, [name]: 'https://evil.example' })
      expect(errorOf(refused)).toEqual([400, 'invalid_target'])
    }
    const both = [...Object.entries(form), ['resource', AUDIENCE], ['resource', OTHER_AUDIENCE]]
    const answer = await as('service', both as [string, string][])
    expect((await claimsOf(answer)).aud).toEqual([AUDIENCE, OTHER_AUDIENCE])
  })

  it('is not for clients that may not, nor for public ones', async () => {
    for (const client of ['web', 'api']) {
      expect(errorOf(await as(client, form))).toEqual([400, 'unauthorized_client'])
    }
    const app = await postForm(endpoint, { ...form, client_id: 'app' })
    expect(errorOf(app)).toEqual([400, 'unauthorized_client'])
  })
})

describe('a grant type', () => {
  it.each([
    ['none', {}, 'invalid_request'],
    ['an empty one', { grant_type: '' }, 'invalid_request'],
    ['authorization_code', { grant_type: 'authorization_code' }, 'unsupported_grant_type'],
    ['password', { grant_type: 'password' }, 'unsupported_grant_type'],
    ['the name of ours for exchange', { grant_type: 'token_exchange' }, 'unsupported_grant_type'],
    ['one of a prototype', { grant_type: 'toString' }, 'unsupported_grant_type'],
  ])('%s is refused', async (_name, form, error) => {
    expect(errorOf(await as('service', form as Form))).toEqual([400, error])
  })

  it('that no option switches on is refused', async () => {
    const other = await issuerWorld({ refresh: undefined, exchange: undefined } as object)
    for (const grant_type of ['refresh_token', EXCHANGE]) {
      const url = `${other.issuer.issuer}/token`
      const answer = await postForm(url, { grant_type }, basic('service', other.secret))
      expect(errorOf(answer)).toEqual([400, 'unsupported_grant_type'])
    }
    await other.close()
  })
})

const refreshForm = (refreshToken: string): Readonly<Record<string, string>> => ({
  grant_type: 'refresh_token',
  refresh_token: refreshToken,
})

const granted = async (clientId: string, changes: object = {}) =>
  world.issuer.grant({ subject: 'u1', clientId, scope: 'read write', ...changes })

describe('refresh_token', () => {
  it('gives the next tokens once', async () => {
    const { refreshToken } = await granted('web')
    const answer = await as('web', refreshForm(refreshToken))
    expect(answer.json).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 300,
      scope: 'read write',
      refresh_token: expect.stringMatching(/^[\w-]{64}$/),
    })
    const again = await as('web', refreshForm(refreshToken))
    expect(errorOf(again)).toEqual([400, 'invalid_grant'])
    expect(again.headers.get('cache-control')).toBe('no-store')
    const next = await as('web', refreshForm(String(answer.json['refresh_token'])))
    expect(errorOf(next)).toEqual([400, 'invalid_grant'])
  })

  it('gives one of twenty requests at once the next tokens', async () => {
    const { refreshToken } = await granted('web')
    const answers = await Promise.all(
      Array.from({ length: 20 }, async () => as('web', refreshForm(refreshToken))),
    )
    const statuses = answers.map(({ status }) => status)
    expect(statuses.filter((status) => status === 200)).toHaveLength(1)
    expect(statuses.filter((status) => status === 400)).toHaveLength(19)
  })

  it('is for the client that has it', async () => {
    const { refreshToken } = await granted('web')
    expect(errorOf(await as('other', refreshForm(refreshToken)))).toEqual([400, 'invalid_grant'])
    const app = await postForm(endpoint, { ...refreshForm(refreshToken), client_id: 'app' })
    expect(errorOf(app)).toEqual([400, 'invalid_grant'])
    expect(errorOf(await as('service', refreshForm(refreshToken)))).toEqual([
      400,
      'unauthorized_client',
    ])
    expect((await as('web', refreshForm(refreshToken))).status).toBe(200)
  })

  it('narrows, and does not widen', async () => {
    const { refreshToken } = await granted('web')
    const wide = await as('web', { ...refreshForm(refreshToken), scope: 'admin' })
    expect(errorOf(wide)).toEqual([400, 'invalid_scope'])
    const away = await as('web', { ...refreshForm(refreshToken), resource: OTHER_AUDIENCE })
    expect(errorOf(away)).toEqual([400, 'invalid_target'])
    const narrow = await as('web', {
      ...refreshForm(refreshToken),
      scope: 'read',
      resource: AUDIENCE,
    })
    expect(narrow.json['scope']).toBe('read')
  })

  it('of a public client is bound to its key', async () => {
    const jkt = await calculateJwkThumbprint(key.publicJwk)
    const { refreshToken } = await granted('app', { binding: { jkt } })
    const app = { ...refreshForm(refreshToken), client_id: 'app' }
    expect(errorOf(await postForm(endpoint, app))).toEqual([400, 'invalid_grant'])
    const answer = await postForm(endpoint, app, await proof())
    expect(answer.json['token_type']).toBe('DPoP')
    expect((await claimsOf(answer))['cnf']).toEqual({ jkt })
  })

  it.each(['', 'x', 'A'.repeat(64)])('%j is refused', async (token) => {
    const error = token === '' ? 'invalid_request' : 'invalid_grant'
    expect(errorOf(await as('web', refreshForm(token)))).toEqual([400, error])
  })
})

const subjectToken = async (changes: object = {}): Promise<string> =>
  world.issuer.issue({ subject: 'u1', clientId: 'web', scope: 'read admin', ...changes })

describe('token exchange', () => {
  const form = async (changes: object = {}): Promise<Readonly<Record<string, string>>> => ({
    grant_type: EXCHANGE,
    subject_token: await subjectToken(),
    subject_token_type: ACCESS_TOKEN,
    audience: OTHER_AUDIENCE,
    ...changes,
  })

  it('gives a token for another audience, with what the client may have of the scope', async () => {
    const answer = await as('service', await form())
    expect(answer.json).toEqual({
      access_token: expect.any(String),
      issued_token_type: ACCESS_TOKEN,
      token_type: 'Bearer',
      expires_in: 300,
      scope: 'read',
    })
    expect(await claimsOf(answer)).toMatchObject({
      sub: 'u1',
      aud: OTHER_AUDIENCE,
      act: { sub: 'service' },
    })
  })

  it.each<[string, object, string]>([
    ['more scope than the client may have', { scope: 'admin' }, 'invalid_scope'],
    ['more scope than the token has', { scope: 'write' }, 'invalid_scope'],
    ['another audience', { audience: 'https://evil.example' }, 'invalid_target'],
    ['no token', { subject_token: '' }, 'invalid_request'],
    ['no token of ours', { subject_token: 'x' }, 'invalid_request'],
    ['an encrypted token', { subject_token: 'a.b.c.d.e' }, 'invalid_request'],
    ['no type', { subject_token_type: '' }, 'invalid_request'],
    [
      'an ID token',
      { subject_token_type: 'urn:ietf:params:oauth:token-type:id_token' },
      'invalid_request',
    ],
    [
      'a refresh token in return',
      { requested_token_type: 'urn:ietf:params:oauth:token-type:refresh_token' },
      'invalid_request',
    ],
    ['an actor without a type', { actor_token: 'x' }, 'invalid_request'],
    [
      'an actor that is none',
      { actor_token: 'x', actor_token_type: ACCESS_TOKEN },
      'invalid_request',
    ],
  ])('refuses %s', async (_name, changes, error) => {
    expect(errorOf(await as('service', await form(changes)))).toEqual([400, error])
  })

  it('takes a bound token with proof of its key, in the same request', async () => {
    const jkt = await calculateJwkThumbprint(key.publicJwk)
    const bound = await form({ subject_token: await subjectToken({ binding: { jkt } }) })
    expect(errorOf(await as('service', bound))).toEqual([400, 'invalid_grant'])
    const answer = await as('service', bound, await proof())
    expect((await claimsOf(answer))['cnf']).toEqual({ jkt })
  })

  it('asks the policy', async () => {
    const other = await issuerWorld({ exchange: () => false })
    const subject = await other.issuer.issue({ subject: 'u1', clientId: 'web' })
    const url = `${other.issuer.issuer}/token`
    const asked = { ...(await form()), subject_token: subject }
    const answer = await postForm(url, asked, basic('service', other.secret))
    expect(errorOf(answer)).toEqual([400, 'invalid_target'])
    await other.close()
  })
})
