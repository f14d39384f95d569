import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  backchannelLogoutReceiver,
  type BackchannelLogoutReceiverOptions,
  type EventReceiver,
} from '../../src/index.js'
import { createEventWorld, type EventWorld } from '../support/event-world.js'
import { configErrorOf } from '../support/outcome.js'

const EVENT = 'http://schemas.openid.net/event/backchannel-logout'
const FORM = 'application/x-www-form-urlencoded'

let world: EventWorld
let issuer: string
const receivers: EventReceiver[] = []

beforeAll(async () => {
  world = await createEventWorld()
  issuer = world.provider.issuer
})
beforeEach(() => {
  world.list.revoked.length = 0
  world.list.failure = undefined
})
afterEach(() => {
  for (const receiver of receivers.splice(0)) receiver.close()
})
afterAll(() => world.close())

function receiverOf(options: Partial<BackchannelLogoutReceiverOptions> = {}): EventReceiver {
  const receiver = backchannelLogoutReceiver({ ...world.options, ...options })
  receivers.push(receiver)
  return receiver
}

/** A good logout token, with changes. */
function logoutToken(claims: Record<string, unknown> = {}, header: { typ?: unknown } = {}): string {
  const { typ } = { typ: 'logout+jwt', ...header }
  const exp = world.clock.now() + 120
  return world.signed(typ, { sub: 'alice', sid: 's1', exp, events: { [EVENT]: {} }, ...claims })
}

async function post(body: string | object, receiver = receiverOf()): Promise<number> {
  const delivery = { method: 'POST', contentType: FORM, body: body as string }
  const answer = await receiver.receive(delivery)
  expect(answer.headers['Cache-Control']).toBe('no-store')
  const { error } = answer.body === '' ? {} : (JSON.parse(answer.body) as { error?: unknown })
  expect(typeof error).toBe(answer.status === 400 ? 'string' : 'undefined')
  return answer.status
}

const send = (token: string, receiver?: EventReceiver): Promise<number> =>
  post(`logout_token=${token}`, receiver)

describe('a logout token', () => {
  it('withdraws the tokens of its session', async () => {
    expect(await send(logoutToken())).toBe(200)
    expect(await send(logoutToken({ sub: undefined }))).toBe(200)
    const session = { issuer, sessionId: 's1' }
    expect(world.list.revoked).toEqual([session, session])
  })

  it('withdraws what its subject was given until then, where it names no session', async () => {
    expect(await send(logoutToken({ sid: undefined }))).toBe(200)
    const before = world.clock.now()
    expect(world.list.revoked).toEqual([{ issuer, subject: 'alice', before }])
  })

  it('withdraws both where tokens name no session', async () => {
    const receiver = receiverOf({ withdraw: 'subject' })
    expect(await send(logoutToken(), receiver)).toBe(200)
    expect(world.list.revoked).toMatchObject([{ sessionId: 's1' }, { subject: 'alice' }])
    expect(await send(logoutToken({ sub: undefined }), receiver)).toBe(400)
  })

  it('withdraws again, to no effect, where it comes again', async () => {
    const receiver = receiverOf()
    const token = logoutToken({ sid: undefined })
    expect([await send(token, receiver), await send(token, receiver)]).toEqual([200, 200])
    expect(world.list.revoked[1]).toEqual(world.list.revoked[0])
  })

  it.each<[string, () => string]>([
    ['of no form', () => 'x'],
    ['that is a plain JWT', () => logoutToken({}, { typ: 'JWT' })],
    ['of no type', () => logoutToken({}, { typ: undefined })],
    ['that is an access token', () => logoutToken({}, { typ: 'at+jwt' })],
    ['that is a SET', () => logoutToken({}, { typ: 'secevent+jwt' })],
    ['with a changed signature', () => logoutToken().replace(/.{8}$/, 'AAAAAAAA')],
    ['of another issuer', () => logoutToken({ iss: 'https://evil.example' })],
    ['for another client', () => logoutToken({ aud: 'another' })],
    ['for nobody', () => logoutToken({ aud: undefined })],
    ['without an iat', () => logoutToken({ iat: undefined })],
    ['without an exp', () => logoutToken({ exp: undefined })],
    ['that has expired', () => logoutToken({ exp: world.clock.now() - 5 })],
    ['without a jti', () => logoutToken({ jti: undefined })],
    ['without a subject and a session', () => logoutToken({ sub: undefined, sid: undefined })],
    ['with a subject that is no text', () => logoutToken({ sub: { id: 'alice' } })],
    ['with an empty session', () => logoutToken({ sid: '' })],
    ['without events', () => logoutToken({ events: undefined })],
    ['of another event', () => logoutToken({ events: { 'https://example.com/what': {} } })],
    ['of an event that is no object', () => logoutToken({ events: { [EVENT]: true } })],
    ['with a nonce', () => logoutToken({ nonce: 'n' })],
    ['with a nonce that is null', () => logoutToken({ nonce: null })],
  ])('%s is refused', async (_, make) => {
    expect(await send(make())).toBe(400)
    expect(world.list.revoked).toEqual([])
  })

  it('may be a plain JWT where that was said, and is held to the rest all the same', async () => {
    const receiver = receiverOf({ tokenType: 'jwt' })
    for (const typ of ['JWT', undefined, 'logout+jwt']) {
      expect(await send(logoutToken({}, { typ }), receiver)).toBe(200)
    }
    expect(await send(logoutToken({}, { typ: 'at+jwt' }), receiver)).toBe(400)
    expect(await send(logoutToken({ events: undefined }, { typ: 'JWT' }), receiver)).toBe(400)
    expect(await send(logoutToken({ nonce: 'n' }, { typ: 'JWT' }), receiver)).toBe(400)
    expect(world.list.revoked).toHaveLength(3)
  })
})

describe('a receiver of logout tokens', () => {
  it('takes one token of a form, whatever else is in it', async () => {
    const token = logoutToken()
    expect(await post(`state=x&logout_token=${token}&a=b`)).toBe(200)
    expect(await post({ logout_token: token, state: 'x' })).toBe(200)
    const bodies = [
      '',
      'logout_token=',
      'token=x',
      `logout_token=${token}&logout_token=${token}`,
      { logout_token: [token] },
      Object.create({ logout_token: token }) as object,
      {},
      token,
    ]
    for (const body of bodies) expect(await post(body)).toBe(400)
  })

  it('takes no other type of body', async () => {
    const body = `logout_token=${logoutToken()}`
    for (const contentType of [
      undefined,
      'application/json',
      'text/plain',
      'multipart/form-data',
    ]) {
      expect((await receiverOf().receive({ method: 'POST', contentType, body })).status).toBe(400)
    }
  })

  it('says that it failed where the list does, or the keys cannot be had', async () => {
    const receiver = receiverOf()
    world.list.failure = new Error('disk on fire')
    expect(await send(logoutToken(), receiver)).toBe(400)
    world.list.failure = undefined
    expect(await send(logoutToken(), receiver)).toBe(200)
    world.provider.fault('all', 'down')
    expect(await send(logoutToken())).toBe(400)
    world.provider.fault('all', undefined)
  })

  it('is not made of wrong options', () => {
    const options = { ...world.options, tokenType: 'at+jwt' } as never
    expect(configErrorOf(() => backchannelLogoutReceiver(options)).option).toBe('tokenType')
    const events = { ...world.options, events: ['session-revoked'] } as never
    expect(configErrorOf(() => backchannelLogoutReceiver(events)).option).toBe('events')
  })
})
