import { describe, expect, it } from 'vitest'
import { compare } from '../src/compare.js'

const EFFORT = { calls: 3, rounds: 4, warmUpRounds: 1 }

const broken = (): Promise<void> => Promise.reject(new Error('no'))

/** Who was called, one after the other; calls in one go count once. */
const turnsOf = (called: readonly string[]): string =>
  called.filter((name, at) => name !== called[at - 1]).join('')

describe('comparing', () => {
  it('gives a time for each case in each round that counts', async () => {
    const measured = await compare({ a: () => 1, b: () => 2 }, EFFORT)
    expect(Object.keys(measured)).toEqual(['a', 'b'])
    for (const times of Object.values(measured)) {
      expect(times).toHaveLength(4)
      for (const time of times) expect(time).toBeGreaterThanOrEqual(0)
    }
  })

  it('gives each case one turn in each round', async () => {
    const called: string[] = []
    const cases = { a: () => called.push('a'), b: () => called.push('b') }
    await compare(cases, { calls: 2, rounds: 1, warmUpRounds: 0 })
    expect(['ab', 'ba']).toContain(turnsOf(called))
  })

  it('draws the order of the turns', async () => {
    const orders = new Set<string>()
    for (let attempt = 0; attempt < 100 && orders.size < 2; attempt += 1) {
      const called: string[] = []
      const cases = { a: () => called.push('a'), b: () => called.push('b') }
      await compare(cases, { calls: 1, rounds: 1, warmUpRounds: 0 })
      orders.add(turnsOf(called))
    }
    expect(orders).toEqual(new Set(['ab', 'ba']))
  })

  it('waits for what a case has promised before it goes on', async () => {
    let open = 0
    let most = 0
    const slow = async (): Promise<void> => {
      open += 1
      most = Math.max(most, open)
      await Promise.resolve()
      open -= 1
    }
    await compare({ slow }, EFFORT)
    expect([most, open]).toEqual([1, 0])
  })

  it('fails if a case does', async () => {
    await expect(compare({ broken }, EFFORT)).rejects.toThrow('no')
  })

  it('calls each case as often as it is told, and as often as the others', async () => {
    const calls = { a: 0, b: 0 }
    const cases = { a: () => (calls.a += 1), b: () => (calls.b += 1) }
    await compare(cases, { ...EFFORT, calls: 100 })
    // Each has one more call in every round, before the clock runs.
    expect(calls.a).toBeGreaterThanOrEqual(100 * 5)
    expect(calls.b).toBe(calls.a)
  })
})
