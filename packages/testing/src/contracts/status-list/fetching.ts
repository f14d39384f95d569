import assert from 'node:assert/strict'
import { createTestClock, type StatusListFault, type TestStatusList } from '../../index.js'
import type { ContractCase } from '../case.js'
import { expectAccepted, expectInvalidToken, expectUnavailable } from '../expect.js'
import { eachVariant } from '../variants.js'
import type { ServerSetup } from '../world.js'
import { answerAt, PAUSE, tokenAt } from './tokens-at.js'

const TYPE = 'application/statuslist+jwt'

const softly: ServerSetup = {
  key: 'status lists that may be away',
  options: { statusList: { onUnavailable: 'accept' } },
}

/** What keeps us from a list, or from knowing that it is one. */
function faultsOf(list: TestStatusList, elsewhere: TestStatusList): readonly StatusListFault[] {
  return [
    { status: 404 },
    { status: 500 },
    { status: 201, headers: { 'Content-Type': TYPE } },
    'down',
    'html',
    'huge',
    { body: list.token(), contentType: 'application/jwt' },
    { body: list.token(), contentType: 'text/plain' },
    { body: list.token(), contentType: '' },
    { body: 'x'.repeat(10_000_000), contentType: TYPE },
    { redirect: list.uri },
    { redirect: elsewhere.uri },
  ]
}

/** Draft §8.1, §8.3: how a list is fetched, and when. */
export const fetchingCases: readonly ContractCase[] = [
  {
    ids: ['TSL-11'],
    title: 'fetches no list for a token that is not good',
    async run(world) {
      const { idp, clock } = world
      const list = await world.statusList()
      const server = await world.server()
      const status = list.claim(0)
      const good = await idp.token({ status })
      const tokens = [
        await idp.token({ status, exp: clock.now() - 1, iat: clock.now() - 600 }),
        await idp.token({ status, aud: 'https://other.example' }),
        await idp.token({ status, nbf: clock.now() + 600 }),
        await idp.token({ status, jti: undefined }),
        await idp.token({ status, cnf: { jkt: 'A'.repeat(43) } }),
        await idp.token({ status, act: 'x' }),
        await idp.token({ status }, { header: { typ: 'JWT' } }),
        good.replace(/.{8}$/, 'AAAAAAAA'),
      ]
      await eachVariant(tokens, async (token) => {
        expectInvalidToken(await server.get('/r', token))
      })
      assert.equal(list.requests.length, 0)
      expectAccepted(await server.get('/r', good))
      assert.equal(list.requests.length, 1)
    },
  },
  {
    ids: ['TSL-12'],
    title: 'takes no token whose list cannot be had, and recovers once it can',
    async run(world) {
      const [list, elsewhere] = [await world.statusList(), await world.statusList()]
      await eachVariant(faultsOf(list, elsewhere), async (fault) => {
        list.fault(fault)
        world.clock.advance(PAUSE)
        const before = list.requests.length
        expectUnavailable(await answerAt(world, list))
        assert.equal(list.requests.length, before + 1, 'asked once, and led nowhere')
      })
      assert.equal(elsewhere.requests.length, 0, 'followed a redirect')
      list.fault(undefined)
      world.clock.advance(PAUSE)
      expectAccepted(await answerAt(world, list))
    },
  },
  {
    ids: ['TSL-12'],
    title: 'waits a bounded time for a list',
    slow: true,
    async run(world) {
      const clock = createTestClock()
      const idp = await world.provider({ algorithms: ['ES256'], clock })
      const list = await world.statusList({ clock }, idp)
      const server = await world.server({
        key: 'TSL-12 hang',
        options: { issuer: idp.issuer, clock },
      })
      list.fault('hang')
      const token = await idp.token({ status: list.claim(0) })
      expectUnavailable(await server.request({ token, outage: true }))
      list.fault(undefined)
      clock.advance(PAUSE)
      expectAccepted(await server.get('/r', token))
    },
  },
  {
    ids: ['TSL-12'],
    title: 'asks a provider that fails no more often for many requests than for one',
    async run(world) {
      const list = await world.statusList()
      list.fault({ status: 500 })
      for (let round = 0; round < 3; round++) {
        const many = Array.from({ length: 8 }, (_, index) => answerAt(world, list, index))
        for (const answer of await Promise.all(many)) expectUnavailable(answer)
      }
      assert.equal(list.requests.length, 1)
    },
  },
  {
    ids: ['TSL-12'],
    title: 'lets tokens in without their list where it was told to, and none that a list withdrew',
    async run(world) {
      const { clock } = world
      const server = await world.server(softly)
      const list = await world.statusList({ bits: 2, ttl: 5, lifetime: 60 })
      list.fault('down')
      expectAccepted(await answerAt(world, list, 0, server))
      expectUnavailable(await answerAt(world, list, 0))
      list.set(1, 1)
      list.set(2, 2)
      list.fault(undefined)
      clock.advance(PAUSE)
      const expectStatuses = async (): Promise<void> => {
        expectAccepted(await answerAt(world, list, 0, server))
        expectInvalidToken(await answerAt(world, list, 1, server))
        expectInvalidToken(await answerAt(world, list, 2, server))
      }
      await expectStatuses()
      list.fault({ status: 503 })
      // Its ttl is over, and then its exp.
      await eachVariant([PAUSE, 600], async (seconds) => {
        clock.advance(seconds)
        await expectStatuses()
      })
      list.fault(undefined)
      list.publish(list.token({ header: { typ: 'JWT' } }))
      clock.advance(PAUSE)
      expectInvalidToken(await answerAt(world, list, 0, server))
    },
  },
  {
    ids: ['TSL-13'],
    title: 'asks for the list, and tells nothing of the token',
    async run(world) {
      const list = await world.statusList()
      const server = await world.server()
      const token = await tokenAt(world, list, 42)
      expectAccepted(await server.get('/r', token, [['Cookie', 'session=secret']]))
      assert.equal(list.requests.length, 1)
      const [request] = list.requests
      assert.ok(request)
      assert.equal(request.method, 'GET')
      assert.equal(request.headers.accept, TYPE)
      assert.equal(new URL(request.url, list.uri).href, list.uri)
      for (const name of ['authorization', 'cookie', 'dpop', 'referer', 'content-type', 'origin']) {
        assert.equal(request.headers[name], undefined, name)
      }
      const text = JSON.stringify(request)
      assert.ok(!token.split('.').some((segment) => text.includes(segment)))
    },
  },
]
