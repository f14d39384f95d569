import { afterAll, expect, it } from 'vitest'
import { bearerRequest } from '../../src/http/bearer-requests.js'
import { inCasts } from '../../src/http/in-casts.js'
import { createTokenSource } from '../../src/http/token-source.js'

const source = await createTokenSource()
afterAll(() => source.close())

it('starts the servers anew for some of the rounds, and keeps what all of them have come to', async () => {
  const pool = (await source.tokens(2)).map(bearerRequest)
  const contest = { platform: 'koa', load: 'hot', source, pool, warmUps: 2 } as const
  const often = { casts: 2, rounds: 2 }
  const { floor } = await inCasts(contest, ['floor'], often, ({ server }) =>
    Promise.resolve(server),
  )
  const [first, again, anew] = floor
  expect(floor).toHaveLength(4)
  expect(again).toBe(first)
  expect(anew).not.toBe(first)
})
