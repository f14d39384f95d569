import { describe, expect, it } from 'vitest'
import { names, PoolWorld, range } from './pool-world.js'

describe('idle issuers', () => {
  it('are dropped by the next request of another, and released', () => {
    const world = new PoolWorld()
    const [a, b] = world.know('a', 'b')
    const made = world.hold('c')
    made.fail()
    for (const source of world.made) source.isIdle = true
    world.clock.advance(3_600)
    world.hold('d')
    expect(world.held).toEqual(names('d'))
    expect([a?.released, b?.released, made.released]).toEqual([true, true, true])
  })

  it('are kept if they are the ones that are asked for', () => {
    const world = new PoolWorld()
    const [a] = world.know('a')
    if (a) a.isIdle = true
    world.clock.advance(3_600)
    expect(world.hold('a')).toBe(a)
    // The request has not come to ask for its key yet, and so it still seems to be idle.
    world.hold('b')
    world.hold('c')
    expect(world.hold('a')).toBe(a)
    expect(a?.released).toBe(false)
  })

  it('are dropped from behind a few that cannot be had again', () => {
    const world = new PoolWorld(100)
    const sources = world.know(...range(20))
    for (const source of sources.slice(3)) source.isIdle = true
    world.clock.advance(3_600)
    world.know('asked')
    expect(world.held).toEqual(names(0, 1, 2, 'asked'))
  })

  it('are found too while requests keep changing the order of the others', () => {
    const world = new PoolWorld()
    const [idle] = world.know('idle', 'a', 'b', 'c', 'd')
    if (idle) idle.isIdle = true
    world.clock.advance(3_600)
    for (let round = 0; round < 10; round++) {
      for (const name of ['a', 'b', 'c', 'd']) world.hold(name)
    }
    expect(world.held).toEqual(names('a', 'b', 'c', 'd'))
  })

  it('are kept while they are loading', () => {
    const world = new PoolWorld()
    const a = world.hold('a')
    a.isIdle = true
    world.clock.advance(3_600)
    world.hold('b')
    expect(a.released).toBe(false)
  })

  it('cost no request more than a few looks, however many there are', () => {
    const world = new PoolWorld(10_000)
    const sources = world.know(...range(10_000))
    for (const source of sources) source.isIdle = true
    world.clock.advance(3_600)
    world.hold(0)
    expect(sources.filter(({ released }) => released)).toHaveLength(256)
    for (let requests = 0; requests < 50; requests++) world.hold(0)
    expect(world.held).toEqual(names(0))
  })
})
