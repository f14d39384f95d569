import { expect, it } from 'vitest'
import type { Reason } from '@countersign/core'
import { Counters } from '../../src/intake/counters.js'
import { NOW } from '../support/messages.js'

const HOUR = Date.UTC(2026, 10, 29, 12)

it('counts by hour, kind and reason', () => {
  let now = NOW
  const counters = new Counters('orders', () => now)
  counters.add('unattributed', 'token_expired')
  counters.add('unattributed', 'token_expired')
  counters.add('unattributed', 'malformed_token')
  counters.add('lost', null, 7)
  now += 3_600_000
  counters.add('unattributed', 'token_expired')
  const common = { service: 'orders', kind: 'unattributed' }
  expect(counters.take()).toEqual([
    { ...common, hour: HOUR, reason: 'token_expired', count: 2 },
    { ...common, hour: HOUR, reason: 'malformed_token', count: 1 },
    { hour: HOUR, service: 'orders', kind: 'lost', reason: null, count: 7 },
    { ...common, hour: HOUR + 3_600_000, reason: 'token_expired', count: 1 },
  ])
})

it('begins at 0 once they were taken', () => {
  const counters = new Counters(null, () => NOW)
  counters.add('anonymous', null)
  counters.take()
  expect(counters.isEmpty).toBe(true)
  expect(counters.take()).toEqual([])
})

it('counts all and keeps few, whatever the reasons are', () => {
  const counters = new Counters(null, () => NOW)
  for (let index = 0; index < 5_000; index++)
    counters.add('unattributed', `reason_${index}` as Reason)
  const counts = counters.take()
  expect(counts.length).toBeLessThanOrEqual(1_001)
  expect(counts.reduce((sum, { count }) => sum + count, 0)).toBe(5_000)
})
