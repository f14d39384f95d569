import { describe, expect, it } from 'vitest'
import { medianOf, ratioOf, showRatio } from '../src/ratio.js'

describe('ratios', () => {
  it('compare the two times of one round, and no others', () => {
    // The machine slowed down tenfold; the ratio stayed the same.
    expect(ratioOf([2, 20, 2, 20], [1, 10, 1, 10])).toEqual({ low: 2, median: 2, high: 2 })
  })

  it('have the middle half of the rounds about their median', () => {
    expect(ratioOf([1, 9, 3, 2, 4], [1, 1, 1, 1, 1])).toEqual({ low: 2, median: 3, high: 4 })
  })

  it('read as a median and a range', () => {
    expect(showRatio({ low: 0.994, median: 1.0151, high: 1.1 })).toBe('1.02 (0.99 … 1.10)')
  })
})

describe('the median', () => {
  it('is the value in the middle', () => expect(medianOf([9, 1, 2])).toBe(2))
  it('is the mean of two where there is none', () => expect(medianOf([4, 1, 2, 9])).toBe(3))
})
