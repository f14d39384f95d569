import { describe, expect, it } from 'vitest'
import { firstUseInMemory, type IsFirstUse } from '../../src/clients/used-assertions.js'

const NOW = 1_800_000_000

/** The use number so much of a client, which is good for a minute. */
function use(isFirst: IsFirstUse, clientId: string, number: number, now = NOW): unknown {
  return isFirst({ clientId, name: ['assertion', clientId, String(number)], expiresAt: now + 60 })
}

function fill(isFirst: IsFirstUse, clientId: string, times: number, now = NOW): void {
  for (let number = 0; number < times; number++) use(isFirst, clientId, number, now)
}

describe('what was used, in memory', () => {
  it('is used once, until it expires', () => {
    let now = NOW
    const isFirst = firstUseInMemory(() => now * 1000)
    expect(use(isFirst, 'a', 1)).toBe(true)
    expect(use(isFirst, 'a', 1)).toBe(false)
    expect(use(isFirst, 'b', 1)).toBe(true)
    now += 59
    expect(use(isFirst, 'a', 1)).toBe(false)
    now += 1
    expect(use(isFirst, 'a', 1, now)).toBe(true)
  })

  it('leaves half of the room to others, whatever one client does', () => {
    let now = NOW
    const isFirst = firstUseInMemory(() => now * 1000)
    fill(isFirst, 'greedy', 50_000)
    expect(() => use(isFirst, 'greedy', 50_000)).toThrow('too much')
    expect(use(isFirst, 'modest', 1)).toBe(true)
    expect(use(isFirst, 'greedy', 1)).toBe(false)
    now += 60
    expect(use(isFirst, 'greedy', 50_001, now)).toBe(true)
  })

  it('counts a client for what has not expired, and takes a share of ten thousand from each', () => {
    const isFirst = firstUseInMemory(() => NOW * 1000)
    fill(isFirst, 'greedy', 50_000)
    fill(isFirst, 'one', 10_000)
    expect(() => use(isFirst, 'one', 10_000)).toThrow('too much')
    for (const client of ['two', 'three', 'four', 'five']) fill(isFirst, client, 10_000)
    // A hundred thousand: there is no room, not even for who has used nothing.
    expect(() => use(isFirst, 'late', 1)).toThrow('too much')
  })

  it('forgets what has expired, and with it what it has counted', () => {
    let now = NOW
    const isFirst = firstUseInMemory(() => now * 1000)
    for (let round = 0; round < 3; round++) {
      fill(isFirst, 'busy', 50_000, now)
      expect(() => use(isFirst, 'busy', 50_000, now)).toThrow('too much')
      now += 61
    }
    for (const client of ['one', 'two', 'three', 'four', 'five']) fill(isFirst, client, 10_000, now)
    expect(use(isFirst, 'busy', 1, now)).toBe(true)
  })
})
