import { SignJWT } from 'jose'
import { generateSigningKey } from '@countersign/issuer'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Person } from '../../src/index.js'
import { world, type World } from './support/world.js'

afterEach(() => {
  vi.useRealTimers()
})

const TOKENS = new Map<string, Person | 'expired'>([
  ['old', 'expired'],
  ['good', { subject: 'u-alice' }],
])

/** An ID token of a client that was approved before. */
async function idTokenOf({ app, approve }: World): Promise<string> {
  const { json } = await app.ask()
  await approve()
  return String((await app.poll(json['auth_req_id'])).json['id_token'])
}

describe('hints', () => {
  it.each(['nobody', 'ghost'])('CIBA-06 name nobody who could be asked: %s', async (hint) => {
    const { app, directory } = await world()
    const { status, json } = await app.ask({ login_hint: hint })
    expect([status, json['error']]).toEqual([400, 'unknown_user_id'])
    expect(directory.all.size).toBe(0)
  })

  it('CIBA-06 are refused if a login_hint_token has expired, means nobody, or is not known here', async () => {
    const { app } = await world({ people: { findByToken: (token) => TOKENS.get(token) } })
    const ask = async (login_hint_token: string) => {
      const { status, json } = await app.ask({ login_hint: undefined, login_hint_token })
      return [status, json['error']]
    }
    expect(await ask('old')).toEqual([400, 'expired_login_hint_token'])
    expect(await ask('odd')).toEqual([400, 'unknown_user_id'])
    expect(await ask('a b')).toEqual([400, 'invalid_request'])
    expect(await ask('good')).toEqual([200, undefined])
    const without = await world()
    const { json } = await without.app.ask({ login_hint: undefined, login_hint_token: 'good' })
    expect(json['error']).toBe('invalid_request')
  })

  it('CIBA-06 may be an ID token of ours for this client, also one that has expired', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const here = await world()
    const hint = await idTokenOf(here)
    vi.setSystemTime(Date.now() + 86_400_000)
    const { status } = await here.app.ask({ login_hint: undefined, id_token_hint: hint })
    expect(status).toBe(200)
    expect([...here.directory.all.values()].map(({ subject }) => subject)).toEqual([
      'u-alice',
      'u-alice',
    ])
  })

  it('CIBA-06 may not be an ID token of somebody else', async () => {
    const here = await world()
    const hint = await idTokenOf(here)
    const ofOther = await idTokenOf(await world())
    const thief = await here.client({ clientId: 'thief' })
    const forged = await new SignJWT({ sub: 'u-alice', aud: 'app', iss: here.issuer })
      .setProtectedHeader({ alg: 'ES256', kid: here.keys.signingKey().kid })
      .setExpirationTime('1h')
      .sign((await generateSigningKey()).privateKey)
    const unsigned = `${hint.slice(0, hint.lastIndexOf('.'))}.`
    for (const id_token_hint of [ofOther, forged, unsigned, 'junk']) {
      const { status, json } = await here.app.ask({ login_hint: undefined, id_token_hint })
      expect([status, json['error']]).toEqual([400, 'invalid_request'])
    }
    const { json } = await thief.ask({ login_hint: undefined, id_token_hint: hint })
    expect(json['error']).toBe('invalid_request')
  })

  it('an access token is no ID token', async () => {
    const { app, approve } = await world()
    const { json } = await app.ask()
    await approve()
    const { json: tokens } = await app.poll(json['auth_req_id'])
    const hint = String(tokens['access_token'])
    const { json: refused } = await app.ask({ login_hint: undefined, id_token_hint: hint })
    expect(refused['error']).toBe('invalid_request')
  })

  it.each([
    ['too long', 'a'.repeat(513)],
    ['with a line break', 'a\nb'],
    ['turned', 'a\u202Eb'],
  ])('are refused where they are %s', async (_what, login_hint) => {
    const { app } = await world()
    const { status, json } = await app.ask({ login_hint })
    expect([status, json['error']]).toEqual([400, 'invalid_request'])
  })

  it('let no client try out who there is: then it finds nobody, not even those who are there', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const { app, client } = await world({ settings: { limits: { ...LIMITS, unknownPeople: 3 } } })
    for (let i = 0; i < 3; i += 1)
      expect((await app.ask({ login_hint: `no${i}` })).status).toBe(400)
    const known = await app.ask()
    const unknown = await app.ask({ login_hint: 'no4' })
    expect([known.status, known.json]).toEqual([unknown.status, unknown.json])
    expect([known.status, known.json['error']]).toEqual([429, 'slow_down'])
    expect(Number(known.headers.get('retry-after'))).toBeGreaterThan(500)
    expect((await (await client({ clientId: 'other' })).ask()).status).toBe(200)
    vi.setSystemTime(Date.now() + 601_000)
    expect((await app.ask({ login_hint: 'bob' })).status).toBe(200)
  })
})

describe('a user code', () => {
  it('CIBA-07 is asked for where the owner has set one, and must be right', async () => {
    const { app, directory } = await world()
    directory.codes.set('u-alice', 'sesame')
    expect((await app.ask()).json['error']).toBe('missing_user_code')
    expect((await app.ask({ user_code: 'Sesame' })).json['error']).toBe('invalid_user_code')
    expect((await app.ask({ user_code: 'x'.repeat(200) })).json['error']).toBe('invalid_user_code')
    expect(directory.all.size).toBe(0)
    expect((await app.ask({ user_code: 'sesame' })).status).toBe(200)
  })

  it('counts for a client that does not know the parameter, too', async () => {
    const { app, directory } = await world({ client: { userCode: false } })
    directory.codes.set('u-alice', 'sesame')
    expect((await app.ask()).json['error']).toBe('missing_user_code')
  })

  it('cannot be tried out, however many tries come at once', async () => {
    const { app, directory, client } = await world()
    directory.codes.set('u-alice', 'sesame')
    let looks = 0
    directory.userCodes.matches = async (_subject, code) => {
      looks += 1
      return code === 'sesame'
    }
    const tries = Array.from({ length: 12 }, async (_, i) => app.ask({ user_code: `x${i}` }))
    const statuses = (await Promise.all(tries)).map(({ status }) => status)
    expect(statuses.filter((status) => status === 400)).toHaveLength(5)
    expect(statuses.filter((status) => status === 429)).toHaveLength(7)
    expect(looks).toBe(5)
    expect((await app.ask({ user_code: 'sesame' })).status).toBe(429)
    const other = await client({ clientId: 'other' })
    expect((await other.ask({ user_code: 'sesame' })).status).toBe(200)
  })
})

const LIMITS = {
  perClient: 1000,
  perClientAndPerson: 1000,
  perPerson: 1000,
  unknownPeople: 30,
  coolDown: 0,
}
