import { describe, expect, it } from 'vitest'
import { inThousands, layOut } from '../src/table.js'

describe('a table', () => {
  it('has names to the left and figures to the right', () => {
    const rows = [
      { name: 'one', cells: ['1.00', '2'] },
      { name: 'another', cells: ['10.00', '3'] },
    ]
    expect(layOut({ title: 'ES256', columns: ['a', 'longer'], rows })).toBe(
      ['ES256         a   longer', 'one        1.00        2', 'another   10.00        3'].join(
        '\n',
      ),
    )
  })
})

describe('large numbers', () => {
  it.each([
    [1, '1'],
    [999, '999'],
    [1_000, '1 000'],
    [10_000, '10 000'],
    [1_234_567, '1 234 567'],
  ])('%i reads %s', (value, text) => expect(inThousands(value)).toBe(text))
})
