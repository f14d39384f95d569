import { performance } from 'node:perf_hooks'
import { expect, it } from 'vitest'
import { paceOf } from '../../src/http/pace.js'

it('lets no request go before its time', async () => {
  const began = performance.now()
  await paceOf(1_000)(20)
  expect(performance.now() - began).toBeGreaterThanOrEqual(20)
})

it('lets one that is late go at once, and not in another turn of the event loop', async () => {
  const pace = paceOf(1_000)
  await pace(2)
  let isGone = false
  const gone = pace(1).then(() => (isGone = true))
  for (let step = 0; step < 3; step++) await Promise.resolve()
  expect(isGone).toBe(true)
  await gone
})
