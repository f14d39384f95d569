import { describe, expect, it } from 'vitest'
import { medianOf, quantileOf, quartilesOf } from '../src/quartiles.js'

describe('the median', () => {
  it('is the value in the middle', () => expect(medianOf([9, 1, 2])).toBe(2))
  it('is the mean of two where there is none', () => expect(medianOf([4, 1, 2, 9])).toBe(3))
})

describe('quartiles', () => {
  it('have the middle half of the values between them', () => {
    expect(quartilesOf([5, 1, 4, 2, 3])).toEqual([2, 3, 4])
  })
})

describe('other shares', () => {
  it('lie in a straight line between two values', () => {
    expect(quantileOf([0, 100], 0.99)).toBe(99)
  })
})
