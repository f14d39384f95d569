import { describe, expect, it } from 'vitest'
import {
  figureOf,
  isMet,
  showFigure,
  showMedian,
  showTarget,
  withTarget,
  type Figure,
} from '../src/figure.js'

const figure = (median: number, unit?: Figure['unit']): Figure => figureOf([median], unit)

describe('a figure', () => {
  it('has the middle half of the values about their median', () => {
    expect(figureOf([1, 9, 3, 2, 4], 'µs')).toEqual({ low: 2, median: 3, high: 4, unit: 'µs' })
  })

  it('has no unit where it is a ratio', () => {
    expect(figureOf([1])).toEqual({ low: 1, median: 1, high: 1 })
  })

  it('reads as a median and a range', () => {
    expect(showFigure({ low: 0.994, median: 1.0151, high: 1.1 })).toBe('1.02 (0.99 … 1.10)')
    expect(showFigure({ low: 20.9, median: 21.44, high: 22, unit: 'µs' })).toBe(
      '21.4 µs (20.9 … 22.0)',
    )
  })

  it('reads as one value where there was no other', () => {
    expect(showFigure(figure(1.5, 'MB'))).toBe('1.50 MB')
  })

  it.each([
    [0.5, 'µs', '0.50 µs'],
    [-0.256, 'µs', '-0.26 µs'],
    [12.34, 'ms', '12.3 ms'],
    [1234.5, 'kB', '1 235 kB'],
    [45.2, 'bytes', '45 bytes'],
    [23456.7, 'req/s', '23 457 req/s'],
    [123.456, undefined, '123.46'],
  ] as const)('of %d %s reads %s', (median, unit, text) => {
    expect(showMedian(figure(median, unit))).toBe(text)
  })
})

describe('a target', () => {
  it.each([
    [1.1, { most: 1.1 }, true],
    // It is shown as 1.10, and nobody is told that this is more than 1.10.
    [1.104, { most: 1.1 }, true],
    [1.106, { most: 1.1 }, false],
    [1.5, { least: 1.5 }, true],
    [1.49, { least: 1.5 }, false],
    [2, { least: 1, most: 3 }, true],
    [4, { least: 1, most: 3 }, false],
  ])('of %d: %o', (median, target, met) => {
    expect(isMet(withTarget(figure(median), target))).toBe(met)
  })

  it('is met where there is none', () => expect(isMet(figure(1e9))).toBe(true))

  it('is missed by what is no number', () => {
    expect(isMet(withTarget(figure(Number.NaN), { most: 1 }))).toBe(false)
  })

  it('reads as its bounds', () => {
    expect(showTarget(withTarget(figure(1), { most: 1.1 }))).toBe('at most 1.10')
    expect(showTarget(withTarget(figure(1, 'MB'), { least: 1, most: 150 }))).toBe(
      'at least 1.00 MB and at most 150.0 MB',
    )
  })
})
