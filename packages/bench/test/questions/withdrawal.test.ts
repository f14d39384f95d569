import { expect, it } from 'vitest'
import { withdrawal } from '../../src/questions/withdrawal.js'
import { LEAST } from '../least.js'
import { shapeOf, tablesOf, times } from '../shape-of.js'

it('has times to the first refusal, sizes, and what a request takes longer', async () => {
  const tables = await tablesOf(withdrawal, LEAST)
  const way = ['ms', 'ms with a target', 'ratio']
  expect(tables.map(shapeOf)).toEqual([
    {
      title: '2 withdrawals',
      columns: ['p50', 'p99', 'p50 beside the floor'],
      rows: [
        ['poll', ...way],
        ['blocking', ...way],
        ['strict', ...way],
        ['floor', 'ms', 'ms', ''],
      ],
    },
    {
      title: '100 remembered',
      columns: ['ours', 'Map'],
      rows: [
        ['memory', ...times(2, 'MB')],
        ['of each', 'bytes with a target', 'bytes'],
      ],
    },
    {
      title: 'added to a request',
      columns: ['again', 'empty', 'tokens', 'all kinds'],
      rows: [['CPU', ...times(4, 'ns')]],
    },
  ])
}, 60_000)
