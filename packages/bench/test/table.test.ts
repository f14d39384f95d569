import { describe, expect, it } from 'vitest'
import { figureOf, withTarget } from '../src/figure.js'
import { layOut } from '../src/table.js'

describe('a table', () => {
  it('has names to the left and figures to the right', () => {
    const rows = [
      { name: 'one', cells: [figureOf([1]), '2'] },
      { name: 'another', cells: [figureOf([10]), '3'] },
    ]
    expect(layOut({ title: 'ES256', columns: ['a', 'longer'], rows })).toBe(
      ['ES256         a   longer', 'one        1.00        2', 'another   10.00        3'].join(
        '\n',
      ),
    )
  })

  it('marks figures that are meant to hold something', () => {
    const target = { most: 1.1 }
    const cells = [withTarget(figureOf([1.05]), target), withTarget(figureOf([1.2]), target)]
    const table = { title: '', columns: ['a', 'b'], rows: [{ name: 'x', cells }] }
    expect(layOut(table)).toContain('1.05 ✓   1.20 ✗')
  })
})
