import { describe, expect, it } from 'vitest'
import { DependencyError } from '../../src/errors.js'
import type { IssuerOptions } from '../../src/options.js'
import { nameOf, names, PoolWorld, profileOf, range } from './pool-world.js'

describe('an issuer that is held', () => {
  it('keeps its keys, and has its latest profile', () => {
    const world = new PoolWorld()
    const keys = world.hold('a')
    const profile = profileOf('a', { audience: 'urn:changed' })
    expect(world.pool.hold(profile)).toMatchObject({ profile, keys })
    expect(world.pool.get(nameOf('a'))).toMatchObject({ profile, keys })
    expect(world.made).toHaveLength(1)
  })

  it('has its keys fetched at once, and no more once they are there', () => {
    const world = new PoolWorld()
    const keys = world.hold('a')
    expect(keys.isLoading).toBe(true)
    keys.arrive()
    world.hold('a')
    expect(keys.loads).toBe(1)
  })

  it.each<[string, Partial<IssuerOptions>, Partial<IssuerOptions>]>([
    ['without any', {}, {}],
    ['by one URL', { keys: new URL('https://a/k') }, { keys: new URL('https://a/k') }],
    ['of one value', { keys: { keys: [{ kty: 'x' }] } }, { keys: { keys: [{ kty: 'x' }] } }],
    ['with one maxStale', { maxStale: 5 }, { maxStale: 5 }],
  ])('keeps its keys by equal options: %s', (_, before, after) => {
    const world = new PoolWorld()
    expect(world.hold('a', before)).toBe(world.hold('a', after))
  })

  it.each<[string, Partial<IssuerOptions>, Partial<IssuerOptions>]>([
    ['a URL', {}, { keys: new URL('https://a/k') }],
    ['no URL', { keys: new URL('https://a/k') }, {}],
    ['another URL', { keys: new URL('https://a/k') }, { keys: new URL('https://a/K') }],
    ['another key', { keys: { keys: [{ kty: 'x' }] } }, { keys: { keys: [{ kty: 'y' }] } }],
    ['another maxStale', { maxStale: 5 }, { maxStale: 6 }],
  ])('has its keys replaced, and the old ones released, for %s', (_, before, after) => {
    const world = new PoolWorld()
    const old = world.hold('a', before)
    const replaced = world.hold('a', after)
    expect(replaced).not.toBe(old)
    expect([old.released, old.closed, replaced.released]).toEqual([true, false, false])
    expect(world.held).toEqual(names('a'))
  })

  it('has its keys replaced where a set or a URL changed in place', () => {
    const world = new PoolWorld()
    const set = { keys: [{ kty: 'x' }, { kty: 'y' }] }
    const url = new URL('https://a/k')
    const [first, other] = [world.hold('a', { keys: set }), world.hold('b', { keys: url })]
    set.keys.pop()
    url.pathname = '/moved'
    expect(world.hold('a', { keys: set })).not.toBe(first)
    expect(world.hold('b', { keys: url })).not.toBe(other)
  })

  it('stays known while its keys are replaced', () => {
    const world = new PoolWorld()
    world.know('a')
    const replaced = world.hold('a', { maxStale: 0 })
    for (const n of range(300)) {
      world.hold(n).fail()
    }
    expect(replaced.released).toBe(false)
  })
})

describe('known issuers', () => {
  it('are no more than the limit, the ones that were used last', () => {
    const world = new PoolWorld(3)
    const [a, b] = world.know('a', 'b', 'c')
    world.hold('a')
    world.know('d')
    expect(world.held).toEqual(names('c', 'a', 'd'))
    expect([a?.released, b?.released, b?.closed]).toEqual([false, true, false])
  })

  it('stay known when their keys have expired', () => {
    const world = new PoolWorld()
    const [a] = world.know('a')
    if (a) a.hasKeys = false
    world.hold('a').fail()
    for (const n of range(300)) world.hold(n).fail()
    expect(a?.released).toBe(false)
  })
})

describe('newcomers', () => {
  it('push out no known issuer, however many there are', () => {
    const world = new PoolWorld()
    const known = world.know(...range(10))
    for (const n of range(10_000)) world.hold(`made-up-${n}`).fail()
    expect(world.held).toHaveLength(110)
    expect(world.held.slice(0, 10)).toEqual(names(...range(10)))
    expect(known.map(({ loads, released }) => [loads, released])).toEqual(
      known.map(() => [1, false]),
    )
  })

  it.each([
    [1, 100],
    [400, 100],
    [404, 101],
    [1_000, 250],
  ])('are at most, with a limit of %i: %i', (limit, most) => {
    const world = new PoolWorld(limit)
    for (const n of range(most + 20)) world.hold(n).fail()
    expect(world.held).toEqual(names(...range(most + 20).slice(20)))
    expect(world.made.map(({ released }) => released)).toEqual(range(most + 20).map((n) => n < 20))
  })

  it('are told to come back where all others are loading, and nothing is fetched for them', () => {
    const world = new PoolWorld()
    for (const n of range(100)) world.hold(n)
    for (const n of range(1_000)) {
      expect(() => world.hold(`late-${n}`)).toThrow(DependencyError)
    }
    expect(() => world.hold('late')).toThrow(
      expect.objectContaining({ status: 503, headers: { 'Retry-After': '1' } }),
    )
    const [first, late] = [world.made.slice(0, 100), world.made.slice(100)]
    expect(first.every(({ loads, released }) => loads === 1 && !released)).toBe(true)
    expect(late.every(({ loads, released }) => loads === 0 && released)).toBe(true)
    expect(world.held).toEqual(names(...range(100)))
  })

  it('that are loading already are served while there is no room', () => {
    const world = new PoolWorld()
    const [first] = range(100).map((n) => world.hold(n))
    expect(world.hold(0)).toBe(first)
  })

  it('take the place of the oldest that is not loading', () => {
    const world = new PoolWorld()
    const sources = range(100).map((n) => world.hold(n))
    for (const n of [60, 70]) sources[n]?.fail()
    world.hold('late')
    expect(world.held).not.toContain(nameOf(60))
    expect(world.held).toContain(nameOf(70))
    expect(sources.filter(({ released }) => released)).toEqual([sources[60]])
    world.hold('later')
    expect(world.held).not.toContain(nameOf(70))
    expect(() => world.hold('latest')).toThrow(DependencyError)
  })

  it('become known with the first token that was verified, and not with their keys', () => {
    const world = new PoolWorld(2)
    const known = world.know('a', 'b')
    for (const n of range(300)) world.hold(`shared-${n}`).arrive()
    expect(known.map(({ released }) => released)).toEqual([false, false])
    const [first] = world.know('c')
    for (const n of range(300)) world.hold(`other-${n}`).arrive()
    expect(world.held.slice(0, 2)).toEqual(names('b', 'c'))
    expect([first?.released, known[0]?.released]).toEqual([false, true])
  })

  it('do not become known by keys that were let go meanwhile', () => {
    const world = new PoolWorld()
    const before = world.pool.hold(profileOf('a'))
    const after = world.hold('a', { maxStale: 0 })
    world.pool.confirm(before)
    expect(world.pool.get(nameOf('a'))?.keys).toBe(after)
    after.fail()
    for (const n of range(100)) world.hold(n).fail()
    expect(world.held).not.toContain(nameOf('a'))
    world.pool.confirm(before)
    expect(world.held).not.toContain(nameOf('a'))
  })
})

describe('close', () => {
  it('closes the known ones and the newcomers', () => {
    const world = new PoolWorld()
    world.know('a')
    world.hold('b')
    world.pool.close()
    expect(world.made.map(({ closed }) => closed)).toEqual([true, true])
  })

  it('closes those that were let go while they were loading', () => {
    const world = new PoolWorld()
    const old = [0, 1, 2].map((maxStale) => world.hold('a', { maxStale }))
    world.hold('a')
    expect(old.map(({ closed }) => closed)).toEqual([false, false, false])
    world.pool.close()
    expect(old.map(({ closed }) => closed)).toEqual([true, true, true])
  })

  it('has forgotten those that were let go and have ended since', () => {
    const world = new PoolWorld()
    const old = world.hold('a')
    world.hold('a', { maxStale: 0 })
    old.arrive()
    world.hold('a', { maxStale: 1 })
    world.pool.close()
    expect(world.made.map(({ closed }) => closed)).toEqual([false, true, true])
  })
})
