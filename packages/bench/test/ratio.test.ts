import { describe, expect, it } from 'vitest'
import { differencesOf, ratioOf } from '../src/ratio.js'

describe('ratios', () => {
  it('compare the two values of one round, and no others', () => {
    // The machine slowed down tenfold; the ratio stayed the same.
    expect(ratioOf([2, 20, 2, 20], [1, 10, 1, 10])).toEqual({ low: 2, median: 2, high: 2 })
  })

  it('have the middle half of the rounds about their median', () => {
    expect(ratioOf([1, 9, 3, 2, 4], [1, 1, 1, 1, 1])).toEqual({ low: 2, median: 3, high: 4 })
  })
})

describe('differences', () => {
  it('are those of the two values of one round', () => {
    expect(differencesOf([3, 30], [1, 40])).toEqual([2, -10])
  })
})
