import { expect, it } from 'vitest'
import { RefusalLimit } from '../../src/intake/refusal-limit.js'
import { NOW } from '../support/messages.js'

const ISSUER = 'https://id.example'

function taken(limit: RefusalLimit, subject: string | undefined, times: number, now = NOW): number {
  const outcomes = Array.from({ length: times }, () => limit.take(ISSUER, subject, now))
  return outcomes.filter(Boolean).length
}

it('lets in so many a minute, and no more', () => {
  const limit = new RefusalLimit(60)
  expect(taken(limit, 'alice', 500)).toBe(60)
  expect(taken(limit, 'alice', 500)).toBe(0)
  expect(taken(limit, 'alice', 500, NOW + 60_000)).toBe(60)
})

it('counts subjects apart, and those of issuers, and nobody', () => {
  const limit = new RefusalLimit(2)
  expect(taken(limit, 'alice', 9)).toBe(2)
  expect(taken(limit, 'bob', 9)).toBe(2)
  expect(taken(limit, undefined, 9)).toBe(2)
  expect(limit.take('https://other.example', 'alice', NOW)).toBe(true)
})

it('begins anew where the clock was set back', () => {
  const limit = new RefusalLimit(2)
  taken(limit, 'alice', 9)
  expect(taken(limit, 'alice', 9, NOW - 3_600_000)).toBe(2)
})

it('does not take one for the other while thousands are attacked', () => {
  const limit = new RefusalLimit(3)
  for (let subject = 0; subject < 3_000; subject++) taken(limit, `victim ${subject}`, 5)
  const others = Array.from({ length: 1_000 }, (_, index) => taken(limit, `other ${index}`, 1))
  // Both places of one would have to be taken: less than 4 of 1 000, and 20 hardly ever.
  expect(others.filter((count) => count === 0).length).toBeLessThan(20)
})

it('lets in no more than its table holds, however many are attacked', () => {
  const limit = new RefusalLimit(1)
  let all = 0
  for (let subject = 0; subject < 160_000; subject++) all += taken(limit, `victim ${subject}`, 1)
  expect(all).toBeLessThan(2 * 65_536)
})
