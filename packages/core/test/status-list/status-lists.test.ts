import { createTestStatusList, type TestStatusList } from '@countersign/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { CHANNELS, type Reason, type StatusMessage, type Verifier } from '../../src/index.js'
import { refusalOf } from '../support/outcome.js'
import { recordChannel } from '../support/recorded-channel.js'
import { pretendNetwork, type PretendedNetwork } from '../support/served.js'
import { createWorld, type World } from '../support/world.js'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

const lists: TestStatusList[] = []
afterEach(async () => {
  await Promise.all(lists.splice(0).map((list) => list.close()))
})

async function statusList(
  options: Parameters<typeof createTestStatusList>[1] = {},
): Promise<TestStatusList> {
  const list = await createTestStatusList(world.provider, { clock: world.clock, ...options })
  lists.push(list)
  return list
}

async function use(verifier: Verifier, list: TestStatusList, index = 0): Promise<Reason | 'taken'> {
  const token = await world.provider.token({ status: list.claim(index) })
  return verifier.verifyToken(token).then(
    () => 'taken' as const,
    (error: { reason: Reason }) => error.reason,
  )
}

describe('a status list', () => {
  it('is waited for once, and then answers at once', async () => {
    const list = await statusList()
    const verifier = world.verifier()
    const token = await world.provider.token({ status: list.claim(5) })
    await Promise.all([1, 2, 3].map(() => verifier.verifyToken(token)))
    for (let again = 0; again < 5; again++) await verifier.verifyToken(token)
    expect(list.requests).toHaveLength(1)
  })

  it('tells each status by a reason of its own', async () => {
    const list = await statusList({ bits: 2 })
    for (const status of [1, 2, 3]) list.set(status, status)
    const verifier = world.verifier()
    const reasons = await Promise.all([0, 1, 2, 3, 1024].map((at) => use(verifier, list, at)))
    expect(reasons).toEqual([
      'taken',
      'revoked_token',
      'suspended_token',
      'unaccepted_status',
      'unusable_status',
    ])
  })

  it('is told on a channel, when it comes and when it does not', async () => {
    const told = recordChannel<StatusMessage>(CHANNELS.status)
    const list = await statusList({ ttl: 1, lifetime: undefined })
    const verifier = world.verifier({ statusList: { onUnavailable: 'accept' } })
    await use(verifier, list)
    list.fault({ status: 500 })
    world.clock.advance(2)
    expect(await use(verifier, list)).toBe('taken')
    told.close()
    const about = { issuer: world.provider.issuer, list: list.uri }
    expect(told.messages).toEqual([
      { ...about, event: 'loaded', error: undefined },
      { ...about, event: 'failed', error: `${list.uri}: status 500` },
      { ...about, event: 'skipped', error: 'The status list cannot be had' },
    ])
  })

  it('says when to come back, and why, where it cannot be had', async () => {
    const list = await statusList()
    list.fault({ status: 404 })
    const token = await world.provider.token({ status: list.claim(0) })
    const error = await refusalOf(world.verifier().verifyToken(token))
    expect(error).toMatchObject({ status: 503, headers: { 'Retry-After': '1' } })
    expect(error.cause).toMatchObject({ message: `${list.uri}: status 404` })
  })

  it('is of no use after close()', async () => {
    const list = await statusList()
    list.fault('hang')
    const verifier = world.verifier()
    await verifier.ready()
    const pending = use(verifier, list)
    while (list.requests.length === 0) await new Promise(setImmediate)
    verifier.close()
    expect(await pending).toBe('dependency_unavailable')
  })
})

describe('many status lists', () => {
  it('are kept up to a limit, the ones used last', async () => {
    const [one, two, three] = [await statusList(), await statusList(), await statusList()]
    const verifier = world.verifier({ limits: { statusLists: 2 } })
    for (const list of [one, two, one, three, one, two])
      expect(await use(verifier, list)).toBe('taken')
    expect([one, two, three].map(({ requests }) => requests.length)).toEqual([1, 2, 1])
  })

  it('are kept up to a size', async () => {
    const many = await Promise.all(
      Array.from({ length: 18 }, () => statusList({ size: 8_192 * 8 })),
    )
    const verifier = world.verifier({ limits: { statusListBytes: 8_192 } })
    for (const list of many) expect(await use(verifier, list)).toBe('taken')
    await use(verifier, many[17] as TestStatusList)
    expect(many[17]?.requests).toHaveLength(1)
    await use(verifier, many[0] as TestStatusList)
    expect(many[0]?.requests).toHaveLength(2)
  })

  it('are fetched a few at a time: one more is an outage, and asked for later', async () => {
    const list = await statusList()
    list.fault('hang')
    const verifier = world.verifier()
    await verifier.ready()
    const queries = Array.from({ length: 40 }, (_, at) => `${list.uri}?${at}`)
    const tokens = queries.map((uri) =>
      world.provider.token({ status: { status_list: { idx: 0, uri } } }),
    )
    const ended = (await Promise.all(tokens)).map((token) => refusalOf(verifier.verifyToken(token)))
    const first = await Promise.all(ended.slice(32))
    expect(first.map(({ status }) => status)).toEqual(first.map(() => 503))
    while (list.requests.length < 32) await new Promise(setImmediate)
    expect(list.requests).toHaveLength(32)
    verifier.close()
    expect((await Promise.all(ended)).every(({ status }) => status === 503)).toBe(true)
  })
})

describe('an issuer whose status lists never come', () => {
  it('keeps no other one from its own', async () => {
    const good = await statusList()
    const slow = 'http://127.0.0.1:1'
    const asked: unknown[] = []
    const verifier = world.verifier({
      issuer: [world.provider.issuer, { issuer: slow, keys: world.provider.jwks as never }],
      fetch(input, init) {
        if (typeof input !== 'string' || !input.startsWith(slow)) return fetch(input, init)
        asked.push(input)
        return new Promise(() => undefined)
      },
    })
    const ended = Array.from({ length: 40 }, async (_, at) => {
      const status = { status_list: { idx: 0, uri: `${slow}/${at}` } }
      const token = await world.provider.token({ iss: slow, status })
      return (await refusalOf(verifier.verifyToken(token))).status
    })
    await Promise.race(ended)
    expect(await use(verifier, good)).toBe('taken')
    expect(asked).toHaveLength(16)
    verifier.close()
    expect(new Set(await Promise.all(ended))).toEqual(new Set([503]))
  })
})

describe('issuers that a function knows', () => {
  it('have lists, and signers of lists, of their own', async () => {
    const { issuer, jwks } = world.provider
    const statusLists: unknown[] = [{}, false, { keys: jwks }, { keys: { keys: [] } }]
    const list = await statusList()
    list.set(1, 1)
    const outcomes: unknown[] = []
    for (const statusListOption of statusLists) {
      const verifier = world.verifier({
        issuer: () => ({ issuer, statusList: statusListOption as never }),
      })
      outcomes.push([await use(verifier, list, 0), await use(verifier, list, 1)])
    }
    expect(outcomes).toEqual([
      ['taken', 'revoked_token'],
      ['taken', 'taken'],
      ['taken', 'revoked_token'],
      ['dependency_unavailable', 'dependency_unavailable'],
    ])
    // Twice each, but for the one that ignores it, and the one without a key: lists are kept.
    expect(list.requests).toHaveLength(2)
  })
})

describe('an issuer whose keys are others now', () => {
  it('has its lists verified by those', async () => {
    const { provider } = world
    const { issuer, keys, jwks } = provider
    const [first, second] = jwks.keys as { kid: string }[]
    let published = { keys: [first] }
    const verifier = world.verifier({ issuer: () => ({ issuer, keys: published as never }) })
    const list = await statusList()
    const status = list.claim(0)
    await verifier.verifyToken(await provider.token({ status }))

    published = { keys: [second] }
    const key = keys.get(second?.kid ?? '')
    const token = provider.sign({ payload: { status }, ...(key && { key }) })
    expect((await refusalOf(verifier.verifyToken(token))).reason).toBe('unusable_status')
    expect(list.requests).toHaveLength(2)
  })
})

describe('an issuer on the internet', () => {
  const issuer = 'https://id.example'
  const internal = [
    'https://169.254.169.254/latest',
    'https://10.0.0.1/1',
    'https://[::1]/1',
    'https://localhost/1',
    'http://127.0.0.1:8080/1',
    'https://status.internal/1',
    'https://intranet/1',
    'https://0x7f000001/1',
  ]

  async function fetchedFor(uri: string): Promise<readonly [PretendedNetwork, Reason]> {
    const network = pretendNetwork({})
    const keys = world.provider.jwks as never
    const verifier = world.verifier({ issuer, keys, fetch: network.fetch })
    const status = { status_list: { idx: 0, uri } }
    const token = await world.provider.token({ iss: issuer, status })
    return [network, (await refusalOf(verifier.verifyToken(token))).reason]
  }

  it.each(internal)('may not send us to %s', async (uri) => {
    const [network, reason] = await fetchedFor(uri)
    expect(reason).toBe('malformed_status')
    expect(network.urls).toEqual([])
  })

  it('may send us to somebody else out there, without credentials', async () => {
    const uri = 'https://status.example/lists/1?v=2'
    const [network, reason] = await fetchedFor(uri)
    expect(reason).toBe('dependency_unavailable')
    expect(network.urls).toEqual([uri])
    expect(network.calls[0]?.init).toMatchObject({ redirect: 'manual', credentials: 'omit' })
  })

  it('is not believed where a fetch of the application’s was redirected', async () => {
    const uri = 'https://status.example/lists/1'
    const response = new Response('x', {
      headers: { 'content-type': 'application/statuslist+jwt' },
    })
    Object.defineProperty(response, 'redirected', { value: true })
    const verifier = world.verifier({
      issuer,
      keys: world.provider.jwks as never,
      fetch: () => Promise.resolve(response),
    })
    const status = { status_list: { idx: 0, uri } }
    const token = await world.provider.token({ iss: issuer, status })
    const error = await refusalOf(verifier.verifyToken(token))
    expect(error.cause).toMatchObject({ message: `${uri}: redirected` })
  })
})
