import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  CHANNELS,
  type EventMessage,
  type EventReceiver,
  type ReceivedEvent,
  securityEventReceiver,
  type SecurityEventReceiverOptions,
} from '../../src/index.js'
import { createEventWorld, type EventWorld } from '../support/event-world.js'
import { configErrorOf } from '../support/outcome.js'
import { recordChannel } from '../support/recorded-channel.js'

const CAEP = 'https://schemas.openid.net/secevent/caep/event-type/'
const RISC = 'https://schemas.openid.net/secevent/risc/event-type/'
const REVOKED = `${CAEP}session-revoked`

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

function receiverOf(options: Partial<SecurityEventReceiverOptions> = {}): EventReceiver {
  const receiver = securityEventReceiver({ ...world.options, ...options })
  receivers.push(receiver)
  return receiver
}

/** A SET with one event about a subject. */
function set(
  subject: unknown,
  { uri = REVOKED, event = {}, ...claims }: Record<string, unknown> = {},
): string {
  const events = { [String(uri)]: event }
  return world.signed('secevent+jwt', { sub_id: subject, events, ...claims })
}

const alice = (): object => ({ format: 'iss_sub', iss: issuer, sub: 'alice' })

async function push(
  body: string,
  receiver: EventReceiver = receiverOf(),
): Promise<{ status: number; err: unknown }> {
  const contentType = 'application/secevent+jwt'
  const answer = await receiver.receive({ method: 'POST', contentType, body })
  expect(answer.headers['Cache-Control']).toBe('no-store')
  const { err, description } = answer.body === '' ? {} : JSON.parse(answer.body)
  expect(typeof description).toBe(answer.status === 400 ? 'string' : 'undefined')
  return { status: answer.status, err }
}

const accepted = { status: 202, err: undefined }
const refusedAs = (err: string): object => ({ status: 400, err })

describe('a session that was revoked', () => {
  it('withdraws what its subject was given until then', async () => {
    expect(await push(set(alice()))).toEqual(accepted)
    const now = world.clock.now()
    expect(world.list.revoked).toEqual([{ issuer, subject: 'alice', before: now }])
  })

  it('withdraws by the moment of the event, and not of its arrival', async () => {
    const happened = world.clock.now() - 120
    await push(set(alice(), { event: { event_timestamp: happened } }))
    await push(set(alice(), { toe: happened - 1 }))
    expect(world.list.revoked.map((one) => 'before' in one && one.before)).toEqual([
      happened,
      happened - 1,
    ])
  })

  it.each([
    [
      'a session',
      { format: 'complex', session: { format: 'opaque', id: 's1' } },
      { sessionId: 's1' },
    ],
    ['a user', { format: 'complex', user: { format: 'opaque', id: 'bob' } }, { subject: 'bob' }],
    [
      'a session of a user',
      {
        format: 'complex',
        session: { format: 'opaque', id: 's1' },
        user: { format: 'opaque', id: 'bob' },
        tenant: { format: 'opaque', id: 't1' },
      },
      { sessionId: 's1' },
    ],
    [
      'one of several names',
      {
        format: 'aliases',
        identifiers: [
          { format: 'email', email: 'bob@example.com' },
          { format: 'opaque', id: 'bob' },
        ],
      },
      { subject: 'bob' },
    ],
  ])('withdraws by %s', async (_, subject, withdrawn) => {
    expect(await push(set(subject))).toEqual(accepted)
    expect(world.list.revoked).toHaveLength(1)
    expect(world.list.revoked[0]).toMatchObject({ issuer, ...withdrawn })
  })

  it('withdraws by an opaque subject, which may be a session or a user', async () => {
    expect(await push(set({ format: 'opaque', id: 'bob' }))).toEqual(accepted)
    const before = world.clock.now()
    expect(world.list.revoked).toEqual([
      { issuer, sessionId: 'bob' },
      { issuer, subject: 'bob', before },
    ])
  })

  it('withdraws one token by its jti', async () => {
    expect(await push(set({ format: 'jwt_id', iss: issuer, jti: 't1' }))).toEqual(accepted)
    expect(world.list.revoked).toEqual([{ issuer, tokenId: 't1' }])
  })

  it('is read from the event where the token names no subject', async () => {
    const events = { [REVOKED]: { subject: alice() } }
    expect(await push(world.signed('secevent+jwt', { events }))).toEqual(accepted)
    expect(world.list.revoked).toMatchObject([{ subject: 'alice' }])
  })

  it('withdraws by the subject as well, where tokens name no session', async () => {
    const receiver = receiverOf({ withdraw: 'subject' })
    const session = { format: 'opaque', id: 's1' }
    const whole = set({ format: 'complex', session, user: alice() })
    expect(await push(whole, receiver)).toEqual(accepted)
    expect(world.list.revoked).toMatchObject([{ sessionId: 's1' }, { subject: 'alice' }])
    // Nothing would come of it, and the sender must not believe otherwise.
    const nobody = set({ format: 'complex', session })
    expect(await push(nobody, receiver)).toEqual(refusedAs('invalid_request'))
  })

  it('withdraws an opaque session where subjects are wanted as well: it was accepted', async () => {
    const receiver = receiverOf({ withdraw: 'subject' })
    expect(await push(set({ format: 'opaque', id: 's1' }), receiver)).toEqual(accepted)
    expect(world.list.revoked).toMatchObject([{ sessionId: 's1' }, { subject: 's1' }])
  })

  it('is of another issuer only where that was said', async () => {
    const other = 'https://id.example'
    const subject = { format: 'iss_sub', iss: other, sub: 'alice' }
    expect(await push(set(subject))).toEqual(refusedAs('invalid_request'))
    expect(world.list.revoked).toEqual([])
    const receiver = receiverOf({ tokenIssuer: other })
    expect(await push(set(subject), receiver)).toEqual(accepted)
    expect(await push(set(alice()), receiver)).toEqual(refusedAs('invalid_request'))
    expect(await push(set({ format: 'opaque', id: 'bob' }), receiver)).toEqual(accepted)
    expect(world.list.revoked).toMatchObject([
      { issuer: other, subject: 'alice' },
      { issuer: other, sessionId: 'bob' },
      { issuer: other, subject: 'bob' },
    ])
  })

  it.each([
    ['nothing', undefined],
    ['a text', 'alice'],
    ['no format', { iss: 'x', sub: 'alice' }],
    ['no name', { format: 'opaque' }],
    ['an empty name', { format: 'opaque', id: '' }],
    ['a name of another kind', { format: 'opaque', id: ['bob'] }],
    ['an address of mail', { format: 'email', email: 'bob@example.com' }],
    ['a device', { format: 'complex', device: { format: 'opaque', id: 'd1' } }],
    ['no names', { format: 'aliases', identifiers: [] }],
    ['nested names', { format: 'aliases', identifiers: [{ format: 'aliases', identifiers: [] }] }],
    ['a session that is a text', { format: 'complex', session: 's1' }],
    [
      'a user of somebody else',
      { format: 'complex', user: { format: 'iss_sub', iss: 'https://evil.example', sub: 'bob' } },
    ],
  ])('is refused where it names %s', async (_, subject) => {
    expect(await push(set(subject))).toEqual(refusedAs('invalid_request'))
    expect(world.list.revoked).toEqual([])
  })

  it.each([
    ['in the future', () => world.clock.now() + 61],
    ['in milliseconds', () => world.clock()],
    ['as text', () => String(world.clock.now())],
    ['negative', () => -1],
  ])('is refused where its moment is %s', async (_, moment) => {
    const event = { event_timestamp: moment() }
    expect(await push(set(alice(), { event }))).toEqual(refusedAs('invalid_request'))
    expect(world.list.revoked).toEqual([])
  })

  it('is withdrawn again, to no effect, where it comes again', async () => {
    const receiver = receiverOf()
    const event = set(alice())
    expect(await push(event, receiver)).toEqual(accepted)
    world.clock.advance(3600)
    expect(await push(event, receiver)).toEqual(accepted)
    const [first, second] = world.list.revoked
    expect(second).toEqual(first)
  })
})

describe('other events', () => {
  const uris = [
    `${CAEP}credential-change`,
    `${RISC}account-disabled`,
    `${RISC}account-purged`,
    `${RISC}account-credential-change-required`,
    `${RISC}credential-compromise`,
    `${RISC}sessions-revoked`,
  ]

  it.each([
    ...uris,
    'https://schemas.openid.net/secevent/ssf/event-type/verification',
    'https://example.com/what',
  ])('are accepted without effect: %s', async (uri) => {
    expect(await push(set({ format: 'email', email: 'x' }, { uri }))).toEqual(accepted)
    expect(world.list.revoked).toEqual([])
  })

  it.each(uris)('withdraw where they were named: %s', async (uri) => {
    const name = uri.slice(uri.lastIndexOf('/') + 1)
    const receiver = receiverOf({ events: [name as 'account-disabled'] })
    const session = { format: 'opaque', id: 's1' }
    const subject = { format: 'complex', session, user: alice() }
    expect(await push(set(subject, { uri }), receiver)).toEqual(accepted)
    // Of the account, and not of that session alone.
    expect(world.list.revoked).toMatchObject([{ issuer, subject: 'alice' }])
    expect(world.list.revoked[0]).not.toHaveProperty('sessionId')
    // Where it is not named, the session that was revoked withdraws nothing.
    await push(set({ format: 'opaque', id: 'bob' }), receiver)
    expect(world.list.revoked).toHaveLength(1)
  })

  it('stand beside one that withdraws', async () => {
    const events = { 'https://example.com/what': {}, [REVOKED]: {} }
    expect(await push(set(alice(), { events }))).toEqual(accepted)
    expect(world.list.revoked).toHaveLength(1)
  })
})

describe('a SET', () => {
  it.each<[string, string, (good: string) => string]>([
    ['of no form', 'invalid_request', () => 'no JWT'],
    ['of two segments', 'invalid_request', (good) => good.split('.').slice(0, 2).join('.')],
    ['with white space', 'invalid_request', (good) => `${good}\n`],
    [
      'of another type',
      'invalid_request',
      () => world.signed('JWT', { events: { [REVOKED]: {} } }),
    ],
    ['of no type', 'invalid_request', () => world.signed(undefined, { events: { [REVOKED]: {} } })],
    ['of a logout', 'invalid_request', () => world.signed('logout+jwt', { events: { x: {} } })],
    ['without a jti', 'invalid_request', () => set(alice(), { jti: undefined })],
    ['without an iat', 'invalid_request', () => set(alice(), { iat: undefined })],
    ['of the future', 'invalid_request', () => set(alice(), { iat: world.clock.now() + 61 })],
    ['that has expired', 'invalid_request', () => set(alice(), { exp: world.clock.now() - 6 })],
    ['without events', 'invalid_request', () => set(alice(), { events: undefined })],
    ['of no event', 'invalid_request', () => set(alice(), { events: {} })],
    ['of a list of events', 'invalid_request', () => set(alice(), { events: [REVOKED] })],
    [
      'of an event that is a text',
      'invalid_request',
      () => set(alice(), { events: { [REVOKED]: 'x' } }),
    ],
    ['of somebody else', 'invalid_issuer', () => set(alice(), { iss: 'https://evil.example' })],
    ['of nobody', 'invalid_issuer', () => set(alice(), { iss: undefined })],
    ['for somebody else', 'invalid_audience', () => set(alice(), { aud: 'https://other.example' })],
    ['with another signature', 'invalid_key', (good) => good.replace(/.{8}$/, 'AAAAAAAA')],
  ])('%s is answered %s', async (_, err, make) => {
    expect(await push(make(set(alice())))).toEqual(refusedAs(err))
    expect(world.list.revoked).toEqual([])
  })

  it('without an aud is refused', async () => {
    expect((await push(set(alice(), { aud: undefined }))).status).toBe(400)
  })

  it('is taken by the algorithms that were named, and by published keys', async () => {
    const events = { [REVOKED]: {} }
    const signed = world.signed('secevent+jwt', { sub_id: alice(), events }, 'rs1')
    expect(await push(signed)).toEqual(accepted)
    expect(await push(signed, receiverOf({ algorithms: ['ES256'] }))).toEqual(
      refusedAs('invalid_key'),
    )
    const header = { typ: 'secevent+jwt', kid: 'nobody' }
    const unknown = world.provider.sign({ header, payload: JSON.stringify({ iss: issuer }) })
    expect(await push(unknown)).toEqual(refusedAs('invalid_key'))
  })

  it('may be written in capitals, and be for one of several', async () => {
    const aud = ['https://other.example', world.options.audience]
    const event = world.signed('application/SECEVENT+JWT', { aud, events: { x: {} } })
    expect(await push(event)).toEqual(accepted)
    const receiver = receiverOf({ audience: ['urn:a', 'urn:b'] })
    expect(await push(set(alice(), { aud: 'urn:b' }), receiver)).toEqual(accepted)
  })
})

describe('a receiver of security events', () => {
  it('asks the sender to try again where the list fails', async () => {
    world.list.failure = new Error('disk on fire')
    const receiver = receiverOf()
    const delivery = { method: 'POST', contentType: 'application/secevent+jwt', body: set(alice()) }
    const answer = await receiver.receive(delivery)
    expect(answer).toMatchObject({ status: 503, body: '' })
    expect(answer.headers['Retry-After']).toMatch(/^\d+$/)
    world.list.failure = undefined
    expect((await receiver.receive(delivery)).status).toBe(202)
  })

  it('asks the sender to try again where the keys cannot be had', async () => {
    world.provider.fault('all', { status: 500 })
    expect(await push(set(alice()))).toEqual({ status: 503, err: undefined })
    world.provider.fault('all', undefined)
  })

  it('withdraws nothing of a token whose second event is wrong', async () => {
    const account = `${RISC}account-disabled`
    const events = { [REVOKED]: {}, [account]: { event_timestamp: 'x' } }
    const receiver = receiverOf({ events: ['session-revoked', 'account-disabled'] })
    expect(await push(set(alice(), { events }), receiver)).toEqual(refusedAs('invalid_request'))
    expect(world.list.revoked).toEqual([])
  })

  it('tells the application of each event, and fails with it', async () => {
    const told: ReceivedEvent[] = []
    const receiver = receiverOf({
      onEvent: (event) => {
        told.push(event)
        if (told.length === 2) throw new Error('not now')
      },
    })
    const event = set(alice())
    expect(await push(event, receiver)).toEqual(accepted)
    expect(await push(event, receiver)).toEqual({ status: 503, err: undefined })
    const other = world.signed('secevent+jwt', { events: { 'https://example.com/what': { a: 1 } } })
    expect(await push(other, receiver)).toEqual(accepted)
    expect(told.map(({ id, withdrawn }) => [id, withdrawn.length])).toEqual([
      ['event-1', 1],
      ['event-1', 1],
      ['event-1', 0],
    ])
    expect(told[2]).toMatchObject({
      issuer,
      claims: { events: { 'https://example.com/what': { a: 1 } } },
    })
    expect(Object.isFrozen(told[0]?.withdrawn)).toBe(true)
  })

  it('tells a channel why, and the sender not', async () => {
    const told = recordChannel<EventMessage>(CHANNELS.events)
    await push(set(alice()))
    await push(set(alice(), { aud: 'https://private.example' }))
    world.list.failure = new Error('disk on fire')
    await push(set(alice()))
    told.close()
    const common = { kind: 'secevent', issuer }
    expect(told.messages).toEqual([
      { ...common, id: 'event-1', reason: undefined, withdrawn: 1, error: undefined },
      { ...common, id: undefined, reason: 'wrong_audience', withdrawn: 0, error: 'wrong_audience' },
      {
        ...common,
        id: 'event-1',
        reason: 'dependency_unavailable',
        withdrawn: 0,
        error: 'disk on fire',
      },
    ])
  })

  it.each([undefined, '', 'application/jwt', 'application/json', 'text/plain'])(
    'takes no body of type %j',
    async (contentType) => {
      const body = set(alice())
      const answer = await receiverOf().receive({ method: 'POST', contentType, body })
      expect(answer.status).toBe(400)
      expect(answer.headers).toMatchObject({ 'Content-Language': 'en' })
    },
  )

  it('takes a body of its type, whatever its case and parameters', async () => {
    const contentType = 'Application/SecEvent+JWT; charset=utf-8'
    const body = Buffer.from(set(alice()))
    expect((await receiverOf().receive({ method: 'POST', contentType, body })).status).toBe(202)
  })

  it.each([
    [{ issuer: 'id.example' }, 'issuer'],
    [{ audience: [] }, 'audience'],
    [{ audience: undefined }, 'audience'],
    [{ list: {} }, 'list'],
    [{ list: undefined }, 'list'],
    [{ keys: { keys: [] } }, 'keys'],
    [{ keys: 'https://id.example/jwks' }, 'keys'],
    [{ algorithms: ['HS256'] }, 'algorithms'],
    [{ tokenIssuer: 'x' }, 'tokenIssuer'],
    [{ withdraw: 'all' }, 'withdraw'],
    [{ events: ['session-revocation'] }, 'events'],
    [{ events: [] }, 'events'],
    [{ onEvent: true }, 'onEvent'],
    [{ clockTolerance: -1 }, 'clockTolerance'],
    [{ maxBytes: Number.NaN }, 'maxBytes'],
    [{ fetch: 'x' }, 'fetch'],
    [{ clock: () => 1 }, 'clock'],
    [{ tokenType: 'jwt' }, 'tokenType'],
  ])('is not made of %j', (changes, option) => {
    const options = { ...world.options, ...changes } as never
    expect(configErrorOf(() => securityEventReceiver(options)).option).toBe(option)
  })
})
