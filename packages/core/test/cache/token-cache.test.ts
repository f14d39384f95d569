import { describe, expect, it } from 'vitest'
import { TokenCache } from '../../src/cache/token-cache.js'
import { verifiedToken } from '../support/authenticated.js'

const tokenOf = (at: number, length = 100): string =>
  `${'x'.repeat(length)}${String(at).padStart(12, '0')}`

const held = (cache: TokenCache, count: number, length?: number): number =>
  Array.from({ length: count }, (_, at) => cache.find(tokenOf(at, length))).filter(Boolean).length
const fill = (cache: TokenCache, count: number, length = 100): void => {
  for (let at = 0; at < count; at++) {
    const verified = { ...verifiedToken({}), signed: { claim: 'x'.repeat(length) } }
    for (let time = 0; time < 2; time++) cache.keep(tokenOf(at, length), verified)
  }
}

const use = (cache: TokenCache, at: number, now: number): void => {
  const kept = cache.find(tokenOf(at))
  if (!kept) throw new Error('it is not kept')
  cache.use(tokenOf(at), kept, now)
}

describe('the cache', () => {
  it('keeps so many tokens, the ones used last', () => {
    const cache = new TokenCache(3)
    fill(cache, 3)
    use(cache, 0, 1_000)
    for (let time = 0; time < 2; time++) cache.keep(tokenOf(3), verifiedToken({}))
    const kept = [0, 1, 2, 3].filter((at) => cache.find(tokenOf(at)))
    expect(kept).toEqual([0, 2, 3])
  })

  it('notes the use of a token once in each second, whichever way the clock goes', () => {
    const cache = new TokenCache(3)
    fill(cache, 3)
    for (const [at, now] of [
      [0, 1_000],
      [1, 1_001],
      [2, 1_002],
      [0, 999],
      [1, 1_001.9],
    ] as const) {
      use(cache, at, now)
    }
    for (let time = 0; time < 2; time++) cache.keep(tokenOf(3), verifiedToken({}))
    const kept = [0, 1, 2, 3].filter((at) => cache.find(tokenOf(at)))
    expect(kept).toEqual([0, 2, 3])
  })

  it('keeps so many bytes, however few tokens that are', () => {
    const [short, long] = [new TokenCache(1_000), new TokenCache(1_000)]
    fill(short, 1_000)
    fill(long, 1_000, 16_000)
    expect(held(short, 1_000)).toBe(1_000)
    expect(held(long, 1_000, 16_000)).toBeLessThan(260)
    expect(held(long, 1_000, 16_000)).toBeGreaterThan(50)
  })

  it('keeps none that is larger than all that there is room for', () => {
    const cache = new TokenCache(10)
    fill(cache, 1, 2_000_000)
    expect(held(cache, 1, 2_000_000)).toBe(0)
  })
})
