import { expect, it } from 'vitest'
import { startup } from '../../src/questions/startup.js'
import { ALL, LEAST } from '../least.js'
import { shapeOf, tablesOf } from '../shape-of.js'

it.runIf(ALL)(
  'has a time, a number and a size for each package',
  async () => {
    const [table, ...others] = await tablesOf(startup, LEAST)
    expect(others).toEqual([])
    const { columns, rows } = shapeOf(table ?? { title: '', columns: [], rows: [] })
    expect(columns).toEqual(['start', 'packages', 'size'])
    expect(rows[0]).toEqual(['again', 'ms', '', ''])
    for (const row of rows.slice(1)) {
      expect(row).toEqual([expect.any(String), 'ms', expect.stringMatching(/^[1-9]\d*$/), 'kB'])
    }
  },
  60_000,
)
