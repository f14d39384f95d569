import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Announcer } from '../../src/queue/announcer.js'
import { ledgerMessages } from '../support/ledger-messages.js'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('tells of the first at once, and of what follows now and then, all of it', async () => {
  const messages = ledgerMessages()
  const announcer = new Announcer()
  announcer.count('lost', 1, 'ENOSPC')
  await vi.advanceTimersByTimeAsync(1)
  expect(messages).toEqual([{ event: 'lost', uses: 1, error: 'ENOSPC' }])
  for (let round = 0; round < 100; round++) {
    announcer.count('lost', 2, 'ENOSPC')
    await vi.advanceTimersByTimeAsync(50)
  }
  expect(messages).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(messages.slice(1)).toEqual([{ event: 'lost', uses: 200, error: 'ENOSPC' }])
  await vi.advanceTimersByTimeAsync(100_000)
  expect(messages).toHaveLength(2)
})

it('does not have one kind wait for the other', async () => {
  const messages = ledgerMessages()
  const announcer = new Announcer()
  announcer.count('spooled', 1)
  await vi.advanceTimersByTimeAsync(1)
  announcer.count('spooled', 1)
  announcer.count('suppressed', 5)
  await vi.advanceTimersByTimeAsync(1)
  expect(messages).toEqual([
    { event: 'spooled', uses: 1 },
    { event: 'suppressed', uses: 5 },
  ])
})

it('tells what is left at the end', () => {
  const messages = ledgerMessages()
  const announcer = new Announcer()
  announcer.count('spooled', 3)
  announcer.close()
  expect(messages).toEqual([{ event: 'spooled', uses: 3 }])
})
