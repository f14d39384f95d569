import { describe, expect, it } from 'vitest'
import { Doorkeeper } from '../../src/cache/doorkeeper.js'

const names = (from: number, count: number): string[] =>
  Array.from({ length: count }, (_, at) => `name-${from + at}`)

describe('the doorkeeper', () => {
  it('knows whoever comes a second time', () => {
    const doorkeeper = new Doorkeeper(1_000)
    for (const name of names(0, 500)) doorkeeper.knows(name)
    expect(names(0, 500).every((name) => doorkeeper.knows(name))).toBe(true)
  })

  it('mistakes few for others', () => {
    const doorkeeper = new Doorkeeper(1_000)
    const mistaken = names(0, 1_000).filter((name) => doorkeeper.knows(name))
    expect(mistaken.length).toBeLessThan(120)
  })

  it('forgets all of them once it has met so many', () => {
    const doorkeeper = new Doorkeeper(100)
    doorkeeper.knows('early')
    for (const name of names(0, 400)) doorkeeper.knows(name)
    expect(doorkeeper.knows('early')).toBe(false)
    expect(doorkeeper.knows('early')).toBe(true)
  })

  it('works for one', () => {
    const doorkeeper = new Doorkeeper(1)
    expect([doorkeeper.knows('a'), doorkeeper.knows('a')]).toEqual([false, true])
  })
})
