import { createTestClock } from '@countersign/testing'
import { describe, expect, it } from 'vitest'
import { CHANNELS, ConfigError, memoryReplayStore, type ReplayMessage } from '../../src/index.js'
import { configErrorOf } from '../support/outcome.js'
import { recordChannel } from '../support/recorded-channel.js'

function storeOf(maxEntries?: number): {
  store: ReturnType<typeof memoryReplayStore>
  clock: ReturnType<typeof createTestClock>
  in: (seconds: number) => number
} {
  const clock = createTestClock()
  const options = maxEntries === undefined ? {} : { maxEntries }
  const store = memoryReplayStore({ clock, ...options })
  return { store, clock, in: (seconds) => clock() / 1000 + seconds }
}

describe('the replay store in memory', () => {
  it('takes a key once, until it has expired', () => {
    const { store, clock, in: after } = storeOf()
    const expiresAt = after(60)
    expect(store.add('a', expiresAt)).toBe(true)
    expect(store.add('b', expiresAt)).toBe(true)
    for (let second = 0; second < 60; second++) {
      expect(store.add('a', expiresAt)).toBe(false)
      clock.advance(1)
    }
    expect(store.add('a', after(60))).toBe(true)
  })

  it('forgets nothing before a fraction of a second has passed', () => {
    const { store, clock, in: after } = storeOf()
    store.add('a', after(0.5))
    clock.advance(0.49)
    expect(store.add('a', after(60))).toBe(false)
  })

  it('knows a key whatever it was said to expire at the second time', () => {
    const { store, in: after } = storeOf()
    store.add('a', after(60))
    expect(store.add('a', after(120))).toBe(false)
    expect(store.add('a', after(-1))).toBe(false)
  })

  it('keeps nothing that has expired already', () => {
    const { store, in: after } = storeOf()
    for (let at = 0; at < 1000; at++) expect(store.add(`k${at}`, after(-1))).toBe(true)
    expect(store.size).toBe(0)
  })

  it.each(['', 'a', 'A', 'a\0', 'a:b', '{a}', '\u{1f600}', 'x'.repeat(100_000)])(
    'takes any key',
    (key) => {
      const { store, in: after } = storeOf()
      expect(store.add(key, after(60))).toBe(true)
      expect(store.add(key, after(60))).toBe(false)
      expect(store.add(`${key} `, after(60))).toBe(true)
    },
  )

  it('tells a hundred thousand keys apart, and lets go of them', () => {
    const { store, clock, in: after } = storeOf()
    const expiresAt = after(60)
    for (let at = 0; at < 100_000; at++) expect(store.add(`k${at}`, expiresAt)).toBe(true)
    for (let at = 0; at < 100_000; at++) expect(store.add(`k${at}`, expiresAt)).toBe(false)
    expect(store.size).toBe(100_000)
    clock.advance(60)
    for (let at = 0; at < 200_000; at++) store.add(`n${at}`, after(60))
    expect(store.size).toBeLessThan(300_000)
  })

  it('keeps each for as long as it asks, whatever its neighbours do', () => {
    const { store, clock, in: after } = storeOf()
    const expiries = Array.from({ length: 5_000 }, (_, at) => after(1 + (at % 50)))
    for (const [at, expiresAt] of expiries.entries()) store.add(`k${at}`, expiresAt)
    for (let second = 1; second < 50; second++) {
      clock.advance(1)
      for (let at = 0; at < 2_000; at++) store.add(`${second}:${at}`, after(1))
      const forgotten = expiries.filter(
        (expiresAt, at) => expiresAt > clock() / 1000 && store.add(`k${at}`, expiresAt),
      )
      expect([second, forgotten]).toEqual([second, []])
    }
  })
})

describe('at its bound', () => {
  it.each([1, 3, 5_000])('of %d it takes no key more, and forgets none', (maxEntries) => {
    const { store, in: after } = storeOf(maxEntries)
    for (let at = 0; at < maxEntries; at++) expect(store.add(`k${at}`, after(60))).toBe(true)
    for (let at = 0; at < 100; at++) {
      expect(() => store.add(`n${at}`, after(60))).toThrow('The replay store is full')
    }
    for (let at = 0; at < maxEntries; at++) expect(store.add(`k${at}`, after(60))).toBe(false)
    expect(store.size).toBe(maxEntries)
  })

  it('has room again as soon as something has expired, wherever that was', () => {
    const { store, clock, in: after } = storeOf(5_000)
    for (let at = 0; at < 5_000; at++) store.add(`k${at}`, after(at === 2_500 ? 1 : 60))
    clock.advance(1)
    expect(store.add('new', after(60))).toBe(true)
    expect(() => store.add('newer', after(60))).toThrow('The replay store is full')
  })

  it('is a 503, and tells the channel', () => {
    const replay = recordChannel<ReplayMessage>(CHANNELS.replay)
    const { store, in: after } = storeOf(1)
    store.add('a', after(60))
    expect(() => store.add('b', after(60))).toThrow(expect.objectContaining({ status: 503 }))
    replay.close()
    expect(replay.messages).toEqual([
      {
        event: 'unavailable',
        store: 'memory',
        decision: 'refused',
        error: 'The replay store is full',
      },
    ])
  })
})

describe('a time that is none', () => {
  it.each([Number.NaN, Number.POSITIVE_INFINITY])('of the clock is a 503: %d', (time) => {
    const store = memoryReplayStore({ clock: () => time })
    expect(() => store.add('a', 5)).toThrow(expect.objectContaining({ status: 503 }))
  })

  it('of the key is a 503, or never comes', () => {
    const { store } = storeOf()
    expect(() => store.add('a', Number.NaN)).toThrow(expect.objectContaining({ status: 503 }))
    expect(store.add('b', Number.POSITIVE_INFINITY)).toBe(true)
    expect(store.add('b', Number.POSITIVE_INFINITY)).toBe(false)
  })
})

describe('wrong options', () => {
  it.each([
    ['maxEntries', { maxEntries: 0 }],
    ['maxEntries', { maxEntries: 1.5 }],
    ['maxEntries', { maxEntries: Number.NaN }],
    ['clock', { clock: 5 }],
    ['max', { max: 5 }],
    ['options', null],
    ['options', 5],
  ])('name %s: %j', (option, options) => {
    const error = configErrorOf(() => memoryReplayStore(options as never))
    expect(error).toBeInstanceOf(ConfigError)
    expect(error.option).toBe(option)
  })
})
