import { describe, expect, it } from 'vitest'
import { Doorkeeper } from '../../src/cache/doorkeeper.js'

const names = (from: number, count: number): number[] =>
  Array.from({ length: count }, (_, at) => from + at)

describe('the doorkeeper', () => {
  it('knows whoever comes a second time', () => {
    const doorkeeper = new Doorkeeper(1_000)
    for (const name of names(0, 500)) doorkeeper.knows(name)
    expect(names(0, 500).every((name) => doorkeeper.knows(name))).toBe(true)
  })

  it('mistakes few for others', () => {
    const doorkeeper = new Doorkeeper(1_000)
    const mistaken = names(0, 1_000).filter((name) => doorkeeper.knows(name))
    // One bit for each would mistake some thirty.
    expect(mistaken.length).toBeLessThan(10)
  })

  it('forgets all of them once it has met so many', () => {
    const doorkeeper = new Doorkeeper(100)
    doorkeeper.knows(-1)
    for (const name of names(0, 400)) doorkeeper.knows(name)
    expect(doorkeeper.knows(-1)).toBe(false)
    expect(doorkeeper.knows(-1)).toBe(true)
  })

  it('works for one', () => {
    const doorkeeper = new Doorkeeper(1)
    expect([doorkeeper.knows(7), doorkeeper.knows(7)]).toEqual([false, true])
  })
})
