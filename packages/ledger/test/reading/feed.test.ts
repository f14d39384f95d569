import { setImmediate } from 'node:timers/promises'
import type { Database, Row } from '@countersign/database'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Feed } from '../../src/reading/feed.js'
import type { Place } from '../../src/reading/line.js'

function place(chain: number, number: number): Place {
  return { chain, number }
}

describe('waiting for news', () => {
  let heads: Row[]
  let asked: number
  let feed: Feed

  beforeEach(() => {
    // No time passes: who is woken was not found by looking now and then.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    heads = []
    asked = 0
    const database: Partial<Database> = {
      query: async () => {
        asked += 1
        return heads as never
      },
    }
    feed = new Feed({ database: database as Database, schema: '"s"', clock: Date.now })
  })
  afterEach(() => vi.useRealTimers())

  async function isWoken(line: string, from: Place): Promise<boolean> {
    const wake = vi.fn<() => void>()
    feed.onNews(line, from, wake)
    await setImmediate()
    return wake.mock.calls.length > 0
  }

  it('ends where there is something behind the place, and nowhere else', async () => {
    heads = [{ line: 'a', chain: 7, number: 5 }]
    expect(await isWoken('a', place(7, 4))).toBe(true)
    expect(await isWoken('a', place(7, 5))).toBe(false)
    expect(await isWoken('a', place(7, 6))).toBe(false)
    expect(await isWoken('b', place(7, 0))).toBe(false)
  })

  it('ends where the subject was erased and has come back', async () => {
    heads = [{ line: 'a', chain: 8, number: 1 }]
    expect(await isWoken('a', place(7, 5))).toBe(true)
    expect(await isWoken('a', place(-1, 0))).toBe(true)
  })

  it('ends at once where the news came before the waiting, while others wait already', async () => {
    expect(await isWoken('a', place(7, 5))).toBe(false)
    heads = [{ line: 'b', chain: 9, number: 2 }]
    expect(await isWoken('b', place(9, 1))).toBe(true)
    const before = asked
    await setImmediate()
    expect(asked).toBe(before)
  })

  it('leaves no timer behind', async () => {
    const leave = feed.onNews('a', place(7, 5), () => undefined)
    await setImmediate()
    expect(vi.getTimerCount()).toBe(1)
    leave()
    expect(vi.getTimerCount()).toBe(0)
  })
})
