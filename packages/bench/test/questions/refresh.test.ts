import { expect, it } from 'vitest'
import { refresh } from '../../src/questions/refresh.js'
import { LEAST } from '../least.js'
import { shapeOf, tablesOf, times } from '../shape-of.js'

it('has a ratio and a time for every way to take over keys', async () => {
  const tables = await tablesOf(refresh, LEAST)
  expect(tables.map(shapeOf)).toEqual([
    {
      title: '2 keys',
      columns: ['createPublicKey', 'static keys', 'first fetch', 'changed', 'unchanged'],
      rows: LEAST.algorithms.flatMap((algorithm) => [
        [algorithm, '', ...times(4, 'ratio')],
        [`${algorithm}, time`, ...times(5, 'ms')],
      ]),
    },
  ])
}, 60_000)
