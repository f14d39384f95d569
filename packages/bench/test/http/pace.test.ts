import { performance } from 'node:perf_hooks'
import { expect, it } from 'vitest'
import { paceOf } from '../../src/http/pace.js'

it('lets no request go before its time, and late ones at once', async () => {
  const began = performance.now()
  const pace = paceOf(1_000)
  await pace(20)
  const waited = performance.now() - began
  expect(waited).toBeGreaterThanOrEqual(20)
  const turns: string[] = []
  const passed = pace(1).then(() => turns.push('late'))
  await Promise.resolve()
  await passed
  expect(turns).toEqual(['late'])
})
