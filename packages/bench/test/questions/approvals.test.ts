import { expect, it } from 'vitest'
import { approvals } from '../../src/questions/approvals.js'
import { ALL, LEAST } from '../least.js'
import { shapeOf, tablesOf } from '../shape-of.js'

it.runIf(ALL)(
  'has the size of a process, with nobody who waits and with some',
  async () => {
    const tables = await tablesOf(approvals, LEAST)
    const columns = ['nobody waits', '5 wait', 'each']
    expect(tables.map(shapeOf)).toEqual([
      { title: 'PostgreSQL', columns, rows: rowsWith('MB with a target') },
      { title: 'in folders', columns, rows: rowsWith('MB') },
    ])
  },
  120_000,
)

function rowsWith(most: string): readonly (readonly string[])[] {
  return [
    ['resident', 'MB', 'MB', 'kB'],
    ['the most', 'MB', most, 'kB'],
    ['in use', 'MB', 'MB', 'kB'],
  ]
}
