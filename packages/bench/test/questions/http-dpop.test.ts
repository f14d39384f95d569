import { expect, it } from 'vitest'
import { httpDpop } from '../../src/questions/http-dpop.js'
import { LEAST } from '../least.js'
import { shapeOf, tablesOf, times } from '../shape-of.js'

it('has a ratio for the whole request, and for what is added to it', async () => {
  const tables = await tablesOf(httpDpop, LEAST)
  expect(tables.map(shapeOf)).toEqual([
    {
      title: 'ES256',
      columns: ['again', 'ours', 'peer'],
      rows: [
        ['all', ...times(3, 'ratio')],
        ['added', ...times(3, 'ratio')],
      ],
    },
  ])
}, 60_000)
