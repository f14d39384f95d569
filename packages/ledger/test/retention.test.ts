import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Announcer } from '../src/queue/announcer.js'
import { Retention } from '../src/retention.js'
import { ledgerMessages } from './support/ledger-messages.js'
import { NOW } from './support/messages.js'

const DAY = 86_400_000

let pruned: Date[]
let maintained: number
let isFailing: boolean

beforeEach(() => {
  vi.useFakeTimers({ now: NOW })
  pruned = []
  maintained = 0
  isFailing = false
})
afterEach(() => void vi.useRealTimers())

function retention(days: number | undefined): Retention {
  const started = new Retention({
    days,
    clock: Date.now,
    announcer: new Announcer(),
    async prune(before) {
      if (isFailing) throw new Error('away')
      pruned.push(before)
    },
    async maintain() {
      maintained += 1
    },
  })
  started.start()
  return started
}

it('removes what is old a little after the start, and then once a day', async () => {
  retention(30)
  expect(pruned).toEqual([])
  await vi.advanceTimersByTimeAsync(60_000)
  expect(pruned).toEqual([new Date(NOW + 60_000 - 30 * DAY)])
  await vi.advanceTimersByTimeAsync(3 * DAY)
  expect(pruned).toHaveLength(4)
  expect(maintained).toBe(4)
})

it('removes nothing where it is told so, and looks after the database all the same', async () => {
  retention(undefined)
  await vi.advanceTimersByTimeAsync(2 * DAY)
  expect(pruned).toEqual([])
  expect(maintained).toBe(2)
})

it('tries again within hours where it failed, and tells', async () => {
  const messages = ledgerMessages()
  isFailing = true
  retention(30)
  await vi.advanceTimersByTimeAsync(61_000)
  expect(messages).toEqual([{ event: 'failed', part: 'retention', error: 'away' }])
  isFailing = false
  await vi.advanceTimersByTimeAsync(3_600_000)
  expect(pruned).toHaveLength(1)
})

it('ends', async () => {
  retention(30).close()
  await vi.advanceTimersByTimeAsync(2 * DAY)
  expect(pruned).toEqual([])
})
