import { describe, expect, it } from 'vitest'
import { memoryRefreshTokenStore, type RefreshTokenFamily } from '../../src/index.js'
import { testClock } from '../support/test-clock.js'

// What every store has to do is in the contract, which the test kit runs over this one.

describe('the memory of a refresh token store', () => {
  const clock = testClock()
  const family = (grantId: string, lives = 100): RefreshTokenFamily => {
    const expiresAt = clock.now() + lives
    return { grantId, digest: grantId, grant: '{}', endsAt: expiresAt, expiresAt, revoked: false }
  }

  it('is bounded, and forgets nobody to make room', () => {
    const store = memoryRefreshTokenStore({ maxEntries: 3, clock })
    for (const name of ['a', 'b', 'c']) store.add(family(name))
    expect(() => store.add(family('d'))).toThrow('full')
    expect(store.size).toBe(3)
    expect(store.find('a')).toMatchObject({ grantId: 'a' })
    clock.advance(100)
    store.add(family('d'))
    expect(store.size).toBe(1)
  })

  it('lets go of what has expired, as others come', () => {
    const store = memoryRefreshTokenStore({ clock })
    for (let at = 0; at < 1_000; at++) store.add(family(`old ${at}`, 30))
    clock.advance(61)
    store.add(family('new'))
    expect(store.size).toBe(1)
  })

  it('keeps everything while its clock gives no number', () => {
    let time = clock()
    const store = memoryRefreshTokenStore({ clock: () => time })
    store.add(family('a'))
    time = Number.NaN
    expect(() => store.find('a')).toThrow('the time')
    expect(() => store.add(family('b'))).toThrow('the time')
    time = clock()
    expect(store.find('a')).toMatchObject({ grantId: 'a' })
  })

  it.each([
    ['maxEntries', { maxEntries: 0 }],
    ['maxEntries', { maxEntries: Number.NaN }],
    ['clock', { clock: 1 }],
    ['size', { size: 5 }],
  ])('names a wrong "%s"', (option, options) => {
    expect(() => memoryRefreshTokenStore(options as object)).toThrow(`"${option}"`)
  })
})
