import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import { clientRegister } from '../../src/config/client-register.js'
import { memoryApprovalState } from '../../src/state/memory-approval-state.js'
import { ORDERS, world } from './support/world.js'

const LIMITS = {
  perClient: 1000,
  perClientAndPerson: 1000,
  perPerson: 1000,
  unknownPeople: 30,
  coolDown: 0,
}

describe('a client that asks without end', () => {
  it('is turned away before anybody is looked for, whatever its requests come to', async () => {
    let lookups = 0
    const { app, directory } = await world({
      settings: { limits: { ...LIMITS, perClient: 3 } },
      people: {
        find: () => {
          lookups += 1
          return { subject: 'u-alice' }
        },
      },
    })
    directory.codes.set('u-alice', 'sesame')
    const answers = []
    for (let i = 0; i < 5; i += 1) answers.push((await app.ask()).json['error'])
    expect(answers).toEqual([...Array(3).fill('missing_user_code'), 'slow_down', 'slow_down'])
    expect(lookups).toBe(3)
  })

  it('finds out of no more people by asking for many at once', async () => {
    const { app, context } = await world({
      settings: { limits: { ...LIMITS, unknownPeople: 3 } },
    })
    // All are let in before the first is counted.
    context.state.get = async (keys) => keys.map(() => undefined)
    const asked = Array.from({ length: 12 }, async (_, i) => app.ask({ login_hint: `no${i}` }))
    const errors = (await Promise.all(asked)).map(({ json }) => json['error'])
    expect(errors.filter((error) => error === 'unknown_user_id')).toHaveLength(3)
    expect(errors.filter((error) => error === 'slow_down')).toHaveLength(9)
  })

  it('guesses a user code no faster with many names, and locks out nobody who knows it', async () => {
    const { client, directory } = await world()
    directory.codes.set('u-alice', 'sesame')
    const old = await client({ clientId: 'old' })
    expect((await old.ask({ user_code: 'sesame' })).status).toBe(200)
    let looks = 0
    directory.userCodes.matches = async (_subject, code) => {
      looks += 1
      return code === 'sesame'
    }
    for (let i = 0; i < 8; i += 1) {
      const one = await client({ clientId: `guess${i}` })
      for (let tries = 0; tries < 5; tries += 1) await one.ask({ user_code: `x${i}${tries}` })
    }
    expect(looks).toBeLessThanOrEqual(20)
    // It waits for an answer already: its code was right.
    expect((await old.ask({ user_code: 'sesame' })).json['error_description']).toContain('again')
  })
})

describe('somebody without credentials', () => {
  it.each([
    ['a NUL', 'a\0b'],
    ['a name as long as a form', 'x'.repeat(10_000)],
    ['nothing that is ASCII', 'é'],
  ])('is refused with %s for a client_id, and no register is asked', async (_what, client_id) => {
    const { app, context } = await world()
    const client = clientRegister(async () => Promise.reject(new Error('invalid byte sequence')))
    Object.assign(context, { client })
    for (const path of ['/token', '/backchannel', '/token/revocation']) {
      const { status, json } = await app.post(path, { client_id, grant_type: 'x' })
      expect([path, status, json['error']]).toEqual([path, 401, 'invalid_client'])
    }
  })
})

describe('who can write to the state', () => {
  it('gets no second token from a yes by taking away the mark that it was used', async () => {
    const state = memoryApprovalState()
    const marks: string[] = []
    const add = state.add.bind(state)
    state.add = async (key, value, ttl) => {
      if (key.includes(':used:')) marks.push(key)
      return add(key, value, ttl)
    }
    const { app, approve } = await world({ state })
    const { json: asked } = await app.ask()
    await approve()
    expect((await app.poll(asked['auth_req_id'])).status).toBe(200)
    expect(marks).toHaveLength(1)
    await state.remove(marks)
    const { status, json } = await app.poll(asked['auth_req_id'])
    expect([status, json['error']]).toEqual([400, 'invalid_grant'])
  })
})

describe('a resource whose tokens are to live less long than before', () => {
  it('gives no longer ones to who may refresh, and what is withdrawn stays so', async () => {
    const { app, approve, context, revoked } = await world({ client: { refreshTokens: true } })
    const { json: asked } = await app.ask({ scope: 'openid orders:read offline_access' })
    await approve()
    const { json: first } = await app.poll(asked['auth_req_id'])
    Object.assign(context.settings.resources.get(ORDERS) ?? {}, { lifetime: 60 })
    const { json } = await app.refresh(first['refresh_token'])
    expect(json['expires_in']).toBe(60)
    const token = String(json['refresh_token'])
    await app.post('/token/revocation', { ...(await app.credentials()), token })
    const [{ expiresAt = 0 } = {}] = revoked as readonly { readonly expiresAt?: number }[]
    expect(expiresAt).toBeGreaterThan(Number(decodeJwt(String(first['access_token'])).exp) + 60)
  })
})
