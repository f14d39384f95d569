import { createLocalJWKSet, jwtVerify } from 'jose'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CreateIssuerOptions } from '../../src/index.js'
import { AUDIENCE, issuerWorld, OTHER_AUDIENCE, type IssuerWorld } from '../support/issuer-world.js'
import { basic, postForm, type Answer } from '../support/post-form.js'
import { thumbprint } from '../support/thumbprint.js'

const JWT = 'application/token-introspection+jwt'
const INACTIVE = { active: false }

let world: IssuerWorld

async function start(changes: Partial<CreateIssuerOptions> = {}): Promise<void> {
  await world?.close()
  world = await issuerWorld(changes)
}
beforeEach(async () => start())
afterEach(async () => world.close())

const ask = async (client: string, token: string, headers: object = {}): Promise<Answer> =>
  postForm(
    `${world.issuer.issuer}/introspect`,
    { token },
    { ...basic(client, world.secret), ...headers },
  )
const told = async (client: string, token: string): Promise<unknown> => {
  const answer = await ask(client, token)
  expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store'])
  return answer.json
}
const accessToken = async (changes: object = {}): Promise<string> =>
  world.issuer.issue({ subject: 'u1', clientId: 'web', scope: 'read', ...changes })

describe('introspection of an access token', () => {
  it('tells the resource server that it is for', async () => {
    const token = await accessToken({ claims: { tenant: 'acme' } })
    const claims = await world.claims(token)
    expect(await told('api', token)).toEqual({ ...claims, active: true, token_type: 'Bearer' })
    expect(claims).toMatchObject({ aud: AUDIENCE, client_id: 'web', scope: 'read', tenant: 'acme' })
  })

  it('tells what it is bound to', async () => {
    const jkt = thumbprint('key')
    expect(await told('api', await accessToken({ binding: { jkt } }))).toMatchObject({
      active: true,
      token_type: 'DPoP',
      cnf: { jkt },
    })
    const x5tS256 = thumbprint('certificate')
    expect(await told('api', await accessToken({ binding: { x5tS256 } }))).toMatchObject({
      token_type: 'Bearer',
      cnf: { 'x5t#S256': x5tS256 },
    })
  })

  it('tells nobody else that there is one', async () => {
    const token = await accessToken()
    for (const client of ['other', 'web', 'service']) {
      expect([client, await told(client, token)]).toEqual([client, INACTIVE])
    }
    const forBoth = await accessToken({ audience: [AUDIENCE, OTHER_AUDIENCE] })
    expect(await told('other', forBoth)).toMatchObject({ active: true })
  })

  it('says of a token that is no good that it is not, and no more', async () => {
    const expired = await accessToken({ lifetime: 1 })
    const withdrawn = await accessToken()
    const { jti: tokenId = '' } = await world.claims(withdrawn)
    world.revocation.revoke({ issuer: world.issuer.issuer, tokenId, expiresAt: 1e10 })
    const granted = await world.issuer.grant({ subject: 'u1', clientId: 'web' })
    expect(await told('api', granted.accessToken)).toMatchObject({ active: true })
    await world.issuer.revokeGrant(granted.grantId)
    world.clock.advance(1)
    const tampered = `${(await accessToken()).slice(0, -6)}AAAAAA`
    for (const token of [expired, withdrawn, granted.accessToken, tampered, 'x', 'a.b.c.d.e']) {
      expect(await told('api', token)).toEqual(INACTIVE)
    }
  })

  it('knows of a revoked grant without a list, too', async () => {
    await start({ revocation: { revoke: () => undefined } })
    const granted = await world.issuer.grant({ subject: 'u1', clientId: 'web' })
    expect(await told('api', granted.accessToken)).toMatchObject({ active: true })
    await world.issuer.revokeGrant(granted.grantId)
    expect(await told('api', granted.accessToken)).toEqual(INACTIVE)
  })
})

describe('introspection of a refresh token', () => {
  it('tells its client, and nobody else', async () => {
    const { refreshToken, grantId } = await world.issuer.grant({
      subject: 'u1',
      clientId: 'web',
      scope: 'read',
    })
    expect(await told('web', refreshToken)).toEqual({
      active: true,
      iss: world.issuer.issuer,
      sub: 'u1',
      client_id: 'web',
      scope: 'read',
      grant_id: grantId,
      iat: world.clock.now(),
      exp: world.clock.now() + 7 * 86_400,
      token_type: 'refresh_token',
    })
    for (const client of ['api', 'other', 'service']) {
      expect(await told(client, refreshToken)).toEqual(INACTIVE)
    }
  })

  it('changes nothing, and knows a used one, a revoked one and an old one', async () => {
    const web = { clientId: 'web' }
    const first = await world.issuer.grant({ subject: 'u1', clientId: 'web' })
    const second = await world.issuer.refresh(first.refreshToken, web)
    expect(await told('web', first.refreshToken)).toEqual(INACTIVE)
    expect(await told('web', second.refreshToken)).toMatchObject({ active: true })
    const third = await world.issuer.refresh(second.refreshToken, web)
    await world.issuer.revokeGrant(first.grantId)
    expect(await told('web', third.refreshToken)).toEqual(INACTIVE)
    const other = await world.issuer.grant({ subject: 'u1', clientId: 'web' })
    world.clock.advance(7 * 86_400)
    expect(await told('web', other.refreshToken)).toEqual(INACTIVE)
  })
})

describe('the caller of introspection', () => {
  it('has to authenticate itself', async () => {
    const token = await accessToken()
    const url = `${world.issuer.issuer}/introspect`
    expect((await postForm(url, { token })).status).toBe(401)
    expect((await postForm(url, { token, client_id: 'api' })).status).toBe(401)
    expect((await postForm(url, { token }, basic('api', 'x'.repeat(32)))).status).toBe(401)
    const headers = { Authorization: `Bearer ${token}` }
    expect((await postForm(url, { token }, headers)).status).toBe(401)
    // Whoever cannot authenticate itself learns nothing either.
    const app = await postForm(url, { token, client_id: 'app' })
    expect([app.status, app.json['error']]).toEqual([401, 'invalid_client'])
  })

  it('has to send a token', async () => {
    const url = `${world.issuer.issuer}/introspect`
    const answer = await postForm(url, {}, basic('api', world.secret))
    expect([answer.status, answer.json['error']]).toEqual([400, 'invalid_request'])
  })

  it.each([JWT, `application/json, ${JWT};q=0.9`])(
    'that takes %s has the answer signed, for itself alone',
    async (accept) => {
      for (const token of [await accessToken(), 'x']) {
        const answer = await ask('api', token, { Accept: accept })
        expect(answer.headers.get('content-type')).toBe(JWT)
        const keys = createLocalJWKSet(world.issuer.jwks())
        const { payload } = await jwtVerify(answer.text, keys, {
          typ: 'token-introspection+jwt',
          issuer: world.issuer.issuer,
          audience: 'api',
          currentDate: new Date(world.clock()),
        })
        expect(payload).toEqual({
          iss: world.issuer.issuer,
          aud: 'api',
          iat: world.clock.now(),
          token_introspection: await told('api', token),
        })
      }
    },
  )

  it.each(['*/*', 'application/*', 'application/json', 'x/token-introspection+jwt'])(
    'that takes %s has it in JSON',
    async (accept) => {
      const answer = await ask('api', await accessToken(), { Accept: accept })
      expect(answer.json).toMatchObject({ active: true })
    },
  )
})
