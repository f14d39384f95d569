import { randomUUID } from 'node:crypto'
import { SignJWT, UnsecuredJWT, type JWTPayload } from 'jose'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  createIssuer,
  generateSigningKey,
  type CreateIssuerOptions,
  type ExchangeOptions,
  type ExchangePolicy,
  type ExchangeRequest,
  type SigningKey,
} from '../../src/index.js'
import { AUDIENCE, issuerWorld, OTHER_AUDIENCE, type IssuerWorld } from '../support/issuer-world.js'
import { reasonOf } from '../support/refresh-world.js'
import { thumbprint } from '../support/thumbprint.js'

let world: IssuerWorld
const JKT = thumbprint('key')

async function start(changes: Partial<CreateIssuerOptions> = {}): Promise<void> {
  await world?.close()
  world = await issuerWorld(changes)
}
beforeEach(async () => start())
afterEach(async () => world.close())

const subjectToken = async (changes: object = {}): Promise<string> =>
  world.issuer.issue({ subject: 'u1', clientId: 'web', scope: 'read write', ...changes })

async function exchanged(changes: Partial<ExchangeOptions> = {}) {
  const token = changes.subjectToken ?? (await subjectToken())
  const options = { clientId: 'service', audience: OTHER_AUDIENCE, ...changes, subjectToken: token }
  return world.issuer.exchange(options)
}
const claimsOf = async (changes: Partial<ExchangeOptions> = {}): Promise<JWTPayload> =>
  world.claims((await exchanged(changes)).accessToken)

const goodClaims = (changes: object = {}): JWTPayload => ({
  iss: world.issuer.issuer,
  aud: AUDIENCE,
  sub: 'u1',
  client_id: 'web',
  iat: world.clock.now(),
  exp: world.clock.now() + 300,
  jti: randomUUID(),
  ...changes,
})

describe('an exchanged token', () => {
  it('is for another audience, of the same subject, and says who acts', async () => {
    expect(await claimsOf()).toMatchObject({
      aud: OTHER_AUDIENCE,
      sub: 'u1',
      client_id: 'service',
      scope: 'read write',
      act: { sub: 'service', client_id: 'service' },
    })
  })

  it('has no more scope than the subject token', async () => {
    expect((await claimsOf({ scope: 'read' }))['scope']).toBe('read')
    expect(await reasonOf(exchanged({ scope: 'read admin' }))).toBe('scope_widened')
    const bare = await world.issuer.issue({ subject: 'u1', clientId: 'web' })
    expect(await reasonOf(exchanged({ subjectToken: bare, scope: 'read' }))).toBe('scope_widened')
    expect(await claimsOf({ subjectToken: bare })).not.toHaveProperty('scope')
  })

  it('never lives longer than the tokens that it is made from', async () => {
    const token = await subjectToken({ lifetime: 100 })
    world.clock.advance(40)
    const given = await exchanged({ subjectToken: token, lifetime: 3_000 })
    expect(given.expiresIn).toBe(60)
    const actorToken = await world.issuer.issue({ subject: 'a', clientId: 'a', lifetime: 20 })
    expect((await exchanged({ subjectToken: token, actorToken })).expiresIn).toBe(20)
    expect((await exchanged({ subjectToken: token, lifetime: 10 })).expiresIn).toBe(10)
  })

  it('names everybody who acted, one in the other, and ends a long chain', async () => {
    let token = await subjectToken()
    for (const clientId of ['one', 'two', 'three', 'four']) {
      token = (await exchanged({ subjectToken: token, clientId })).accessToken
    }
    expect((await world.claims(token))['act']).toEqual({
      sub: 'four',
      client_id: 'four',
      act: {
        sub: 'three',
        client_id: 'three',
        act: { sub: 'two', client_id: 'two', act: { sub: 'one', client_id: 'one' } },
      },
    })
    expect(await reasonOf(exchanged({ subjectToken: token }))).toBe('actors_too_many')
  })

  it('is acted with by whom the actor token names', async () => {
    const actorToken = await world.issuer.issue({ subject: 'robot', clientId: 'ci' })
    const { act, client_id: clientId } = await claimsOf({ actorToken })
    expect(act).toEqual({ sub: 'robot', client_id: 'ci' })
    expect(clientId).toBe('service')
    expect(await reasonOf(exchanged({ actorToken: 'x' }))).toBe('actor_token_invalid')
  })

  it('keeps to whom the subject token says may act', async () => {
    const token = await subjectToken({ claims: { may_act: { sub: 'service' } } })
    expect((await claimsOf({ subjectToken: token }))['act']).toMatchObject({ sub: 'service' })
    const others = [
      { sub: 'other' },
      { client_id: 'other' },
      {},
      'service',
      { sub: 'service', iss: 'x' },
    ]
    for (const mayAct of others) {
      const forOther = await subjectToken({ claims: { may_act: mayAct } })
      expect(await reasonOf(exchanged({ subjectToken: forOther }))).toBe('actor_refused')
    }
  })

  it('keeps the grant, the login and the details, and no other claim', async () => {
    const token = await subjectToken({
      grantId: 'g1',
      authTime: 1_000,
      acr: 'urn:mfa',
      amr: ['otp'],
      authorizationDetails: [{ type: 'payment' }],
      claims: { tenant: 'acme' },
    })
    const claims = await claimsOf({ subjectToken: token })
    expect(claims).toMatchObject({ grant_id: 'g1', auth_time: 1_000, acr: 'urn:mfa', amr: ['otp'] })
    expect(claims['authorization_details']).toEqual([{ type: 'payment' }])
    expect(claims).not.toHaveProperty('tenant')
  })
})

describe('the policy of an exchange', () => {
  it('is told everything, and decides', async () => {
    const asked: ExchangeRequest[] = []
    await start({
      exchange(request) {
        asked.push(request)
        return { claims: { tenant: request.subject['tenant'] } }
      },
    })
    const subject = await subjectToken({ claims: { tenant: 'acme' } })
    const claims = await claimsOf({ subjectToken: subject, scope: 'read', binding: { jkt: JKT } })
    expect(claims).toMatchObject({ tenant: 'acme', cnf: { jkt: JKT } })
    expect(asked).toEqual([
      {
        clientId: 'service',
        subject: expect.objectContaining({ sub: 'u1', client_id: 'web', aud: AUDIENCE }),
        actor: undefined,
        audience: [OTHER_AUDIENCE],
        scope: ['read'],
        binding: { jkt: JKT },
      },
    ])
  })

  it.each<[string, ExchangePolicy]>([
    ['false', () => false],
    ['nothing', () => undefined as unknown as boolean],
    ['a text', () => 'yes' as unknown as boolean],
    ['a number', async () => 1 as unknown as boolean],
  ])('refuses by %s', async (_name, exchange) => {
    await start({ exchange })
    expect(await reasonOf(exchanged())).toBe('exchange_refused')
  })

  it('that says neither yes nor no is an error of ours', async () => {
    await start({ exchange: () => ({ allowed: false }) as object })
    await expect(exchanged()).rejects.toThrow('"allowed"')
    await start({ exchange: () => ({ claims: { sub: 'admin' } }) })
    await expect(exchanged()).rejects.toThrow('"claims"')
  })

  it('is needed', async () => {
    const issuer = createIssuer({
      issuer: 'https://id.example',
      audience: 'a',
      keys: [await generateSigningKey()],
    })
    const subject = await issuer.issue({ subject: 'u1', clientId: 'c1' })
    const refused = issuer.exchange({ subjectToken: subject, clientId: 'c1' })
    expect(await reasonOf(refused)).toBe('exchange_off')
  })
})

describe('a bound subject token', () => {
  it('is exchanged by whoever has seen proof of its key only', async () => {
    const token = await subjectToken({ binding: { jkt: JKT } })
    expect(await reasonOf(exchanged({ subjectToken: token }))).toBe('binding_missing')
    const other = { jkt: thumbprint('other') }
    const wrong = exchanged({ subjectToken: token, subjectBinding: other })
    expect(await reasonOf(wrong)).toBe('binding_mismatch')
    // What the new token is to be bound to proves nothing.
    const unproven = exchanged({ subjectToken: token, binding: { jkt: JKT } })
    expect(await reasonOf(unproven)).toBe('binding_missing')
    await exchanged({ subjectToken: token, subjectBinding: { jkt: JKT } })
  })

  it('counts for actors, too', async () => {
    const actorToken = await world.issuer.issue({
      subject: 'a',
      clientId: 'a',
      binding: { jkt: JKT },
    })
    expect(await reasonOf(exchanged({ actorToken }))).toBe('binding_missing')
    await exchanged({ actorToken, actorBinding: { jkt: JKT } })
  })
})

describe('a subject token that is none', () => {
  let key: SigningKey
  beforeEach(async () => {
    key = await generateSigningKey()
    await start({ keys: [key] })
  })
  const signed = async (changes: object = {}, header: object = {}, by = key): Promise<string> =>
    new SignJWT(goodClaims(changes))
      .setProtectedHeader({ typ: 'at+jwt', alg: 'ES256', kid: key.kid, ...header })
      .sign(by.privateKey)

  it('is told from a good one', async () => {
    expect((await exchanged({ subjectToken: await signed() })).tokenType).toBe('Bearer')
  })

  it.each<[string, () => Promise<string> | string]>([
    ['by another key', async () => signed({}, {}, await generateSigningKey())],
    ['by no key', () => new UnsecuredJWT(goodClaims()).encode()],
    ['of another type', () => signed({}, { typ: 'JWT' })],
    ['of no type', () => signed({}, { typ: undefined })],
    ['an introspection response', () => signed({}, { typ: 'token-introspection+jwt' })],
    ['of another issuer', () => signed({ iss: 'https://other.example' })],
    ['expired', () => signed({ exp: world.clock.now() })],
    ['without expiry', () => signed({ exp: undefined })],
    ['without subject', () => signed({ sub: undefined })],
    ['without client', () => signed({ client_id: undefined })],
    ['without identifier', () => signed({ jti: undefined })],
    ['with a subject that is no text', () => signed({ sub: 1 })],
    ['bound in a way that nobody knows', () => signed({ cnf: { kid: 'x' } })],
    ['bound to nothing that is one', () => signed({ cnf: { jkt: 'short' } })],
    ['bound to two keys of which one is unknown', () => signed({ cnf: { jkt: JKT, jwe: 'x' } })],
    ['too long', () => signed({ big: 'x'.repeat(20_000) })],
    ['a text', () => 'token'],
  ])('%s', async (_name, make) => {
    const token = await make()
    const refused = exchanged({ subjectToken: token, subjectBinding: { jkt: JKT } })
    expect(await reasonOf(refused)).toBe('subject_token_invalid')
  })

  it('because it was withdrawn, or its grant was', async () => {
    const jti = randomUUID()
    const withdrawn = await signed({ jti })
    world.revocation.revoke({ issuer: world.issuer.issuer, tokenId: jti, expiresAt: 1e10 })
    expect(await reasonOf(exchanged({ subjectToken: withdrawn }))).toBe('subject_token_invalid')
    const granted = await world.issuer.grant({ subject: 'u1', clientId: 'web' })
    await world.issuer.revokeGrant(granted.grantId)
    const ofGrant = exchanged({ subjectToken: granted.accessToken })
    expect(await reasonOf(ofGrant)).toBe('subject_token_invalid')
  })

  it('because it is encrypted', async () => {
    const refused = exchanged({ subjectToken: 'a.b.c.d.e' })
    expect(await reasonOf(refused)).toBe('subject_token_encrypted')
  })

  it.each([
    ['subjectToken', { subjectToken: '' }],
    ['clientId', { clientId: '' }],
    ['audience', { audience: [] }],
    ['subjectBinding', { subjectBinding: {} }],
    ['lifetime', { lifetime: 3_601 }],
    ['subject', { subject: 'admin' }],
  ])('a wrong "%s" is the caller\'s mistake', async (option, changes) => {
    const refused = exchanged({ subjectToken: await signed(), ...changes })
    await expect(refused).rejects.toThrow(TypeError)
    await expect(refused).rejects.toThrow(`"${option}"`)
  })
})
