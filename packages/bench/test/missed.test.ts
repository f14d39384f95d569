import { describe, expect, it } from 'vitest'
import { figureOf, withTarget, type Figure } from '../src/figure.js'
import { missedIn, showMissed } from '../src/missed.js'
import type { BenchmarkResult } from '../src/results.js'

const resultOf = (...cells: readonly (Figure | string)[]): readonly BenchmarkResult[] => {
  const columns = cells.map((_, at) => `column ${at}`)
  const tables = [{ title: 'cold', columns, rows: [{ name: 'RS256', cells }] }]
  return [{ name: 'verify', question: '', notes: [], tables }]
}

const good = withTarget(figureOf([1]), { most: 1.1 })
const bad = withTarget(figureOf([1.2]), { most: 1.1 })

describe('missed targets', () => {
  it('are told with where they stand', () => {
    const result = resultOf(good, 'text', bad, figureOf([9]))
    expect(missedIn(result)).toEqual([
      { where: ['verify', 'cold', 'RS256', 'column 2'], figure: bad },
    ])
    expect(showMissed(result)).toBe(
      '1 of 2 targets are missed:\n  verify › cold › RS256 › column 2: 1.20, and not at most 1.10',
    )
  })

  it('are none where all are met', () => {
    expect(showMissed(resultOf(good, good))).toBe('All 2 targets are met.')
  })

  it('are none where nothing is meant to hold anything', () => {
    expect(showMissed(resultOf(figureOf([1])))).toBe('')
  })
})
