import { expect, it } from 'vitest'
import { unknownKids } from '../../src/questions/unknown-kids.js'
import { LEAST } from '../least.js'
import { shapeOf, tablesOf, times } from '../shape-of.js'

it('has ratios, and how often the provider was asked', async () => {
  const effort = { ...LEAST, algorithms: ['ES256', 'RS256'] } as const
  const tables = await tablesOf(unknownKids, effort)
  const compared = ['again', 'refusal, 1 key', 'refusal, 2 keys', 'floor']
  expect(tables.map(shapeOf)).toEqual([
    {
      title: '',
      columns: [...compared, 'fetched, 1 key', 'fetched, 2 keys'],
      // The first made-up kid has the set fetched, and none of the others for the next half minute.
      rows: effort.algorithms.map((name) => [name, ...times(4, 'ratio'), '1 in 0 s', '1 in 0 s']),
    },
  ])
}, 60_000)
