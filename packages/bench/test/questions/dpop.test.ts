import { expect, it } from 'vitest'
import { dpop } from '../../src/questions/dpop.js'
import { LEAST } from '../least.js'
import { shapeOf, tablesOf, times } from '../shape-of.js'

it('has a ratio for a key that was met before, and for a new one', async () => {
  const tables = await tablesOf(dpop, LEAST)
  expect(tables.map(shapeOf)).toEqual([
    {
      title: 'ES256',
      columns: ['again', 'ours', 'peer'],
      rows: [
        ['seen', ...times(3, 'ratio')],
        ['new', ...times(3, 'ratio')],
      ],
    },
  ])
}, 60_000)
