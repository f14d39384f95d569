import assert from 'node:assert/strict'
import type { ContractCase } from '../case.js'
import { expectAccepted, expectInvalidToken, expectUnavailable } from '../expect.js'
import { eachVariant } from '../variants.js'
import { answerAt, PAUSE } from './tokens-at.js'

/** Draft §8.2, §8.3, §13.7: how long a list is relied on. */
export const freshnessCases: readonly ContractCase[] = [
  {
    ids: ['TSL-09', 'ATK-100'],
    title: 'relies on no list that has expired, fetched now or kept',
    async run(world) {
      const { clock } = world
      const now = clock.now()
      const expired = await world.statusList()
      expired.publish(expired.token({ claims: { iat: now - 600, exp: now - 1 } }))
      expectInvalidToken(await answerAt(world, expired))
      const onTheInstant = await world.statusList()
      onTheInstant.publish(onTheInstant.token({ claims: { exp: now } }))
      expectInvalidToken(await answerAt(world, onTheInstant))

      const kept = await world.statusList({ ttl: 300, lifetime: 10 })
      kept.publish(kept.token())
      expectAccepted(await answerAt(world, kept))
      clock.advance(9)
      expectAccepted(await answerAt(world, kept))
      assert.equal(kept.requests.length, 1)
      clock.advance(1)
      expectInvalidToken(await answerAt(world, kept))
      assert.equal(kept.requests.length, 2)
    },
  },
  {
    ids: ['TSL-09'],
    title: 'fetches a list again after its ttl, once',
    async run(world) {
      const { clock } = world
      const list = await world.statusList({ ttl: 5 })
      const answers = (): Promise<unknown> =>
        Promise.all(
          [0, 1, 2, 3, 4].map(async (at) => expectAccepted(await answerAt(world, list, at))),
        )
      await answers()
      assert.equal(list.requests.length, 1, 'for several tokens at a time')
      clock.advance(1)
      await answers()
      assert.equal(list.requests.length, 1, 'after 1 s')
      clock.advance(5)
      await answers()
      assert.equal(list.requests.length, 2, 'after 6 s')
    },
  },
  {
    ids: ['TSL-09'],
    title: 'takes no ttl that is no positive number, and none of a list from the future',
    async run(world) {
      const { clock } = world
      const list = await world.statusList()
      const published = [0, -1, '5', null, [5], true].map(
        (ttl) => () => list.token({ claims: { ttl } }),
      )
      const endless = (): string => {
        const [, payload = ''] = list.token({ claims: { ttl: 12_345 } }).split('.')
        const claims = Buffer.from(payload, 'base64url').toString()
        return list.token({ claims: claims.replace('12345', '1e400') })
      }
      const ahead = (name: string) => (): string =>
        list.token({ claims: { [name]: clock.now() + 90 } })
      await eachVariant([...published, endless, ahead('iat'), ahead('nbf')], async (publish) => {
        clock.advance(PAUSE)
        list.publish(publish())
        expectInvalidToken(await answerAt(world, list))
      })
      assert.equal(list.requests.length, published.length + 3)
    },
  },
  {
    ids: ['TSL-10'],
    title: 'goes by exp and ttl, whatever the answer says to caches',
    async run(world) {
      const { clock } = world
      const short = await world.statusList({ ttl: 5 })
      short.caching({ headers: { 'Cache-Control': 'max-age=86400' } })
      const long = await world.statusList({ ttl: 300 })
      long.caching({ headers: { 'Cache-Control': 'no-store', Expires: '0' } })
      const none = await world.statusList({ ttl: undefined })
      none.caching({ headers: { 'Cache-Control': 'no-store' } })
      const ask = async (): Promise<readonly number[]> => {
        for (const list of [short, long, none]) expectAccepted(await answerAt(world, list))
        return [short, long, none].map(({ requests }) => requests.length)
      }
      assert.deepEqual(await ask(), [1, 1, 1])
      clock.advance(6)
      assert.deepEqual(await ask(), [2, 1, 1])
      clock.advance(293)
      assert.deepEqual(await ask(), [3, 1, 1])
      clock.advance(2)
      assert.deepEqual(await ask(), [3, 2, 2])
    },
  },
  {
    ids: ['TSL-12'],
    title: 'goes on with a list until its exp while no newer one can be had, and no longer',
    async run(world) {
      const { clock } = world
      const list = await world.statusList({ ttl: 5, lifetime: 120 })
      const endless = await world.statusList({ ttl: 5, lifetime: undefined })
      list.set(1, 1)
      expectAccepted(await answerAt(world, list))
      expectAccepted(await answerAt(world, endless))
      await Promise.all([list.stop(), endless.stop()])
      await eachVariant([6, PAUSE, PAUSE], async (seconds) => {
        clock.advance(seconds)
        expectAccepted(await answerAt(world, list))
        expectInvalidToken(await answerAt(world, list, 1))
        // Without an exp, its ttl is all that there is to go by.
        expectUnavailable(await answerAt(world, endless))
      })
      clock.advance(60)
      expectUnavailable(await answerAt(world, list))
      expectUnavailable(await answerAt(world, list, 1))
      await list.start()
      clock.advance(PAUSE)
      expectAccepted(await answerAt(world, list))
    },
  },
  {
    ids: [],
    title: 'lets no older list take the place of a newer one',
    async run(world) {
      const { clock } = world
      const list = await world.statusList({ ttl: 5 })
      const before = list.token()
      clock.advance(10)
      list.set(0, 1)
      expectInvalidToken(await answerAt(world, list))
      list.publish(before)
      await eachVariant([6, PAUSE], async (seconds) => {
        clock.advance(seconds)
        expectInvalidToken(await answerAt(world, list))
        expectAccepted(await answerAt(world, list, 1))
      })
      assert.equal(list.requests.length, 3)
    },
  },
]
