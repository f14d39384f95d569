import { expect, it } from 'vitest'
import { inThousands } from '../../src/in-thousands.js'
import { ledger } from '../../src/questions/ledger.js'
import { ALL, LEAST } from '../least.js'
import { shapeOf, tablesOf } from '../shape-of.js'

it.runIf(ALL)(
  'has what a request takes longer, how much is recorded, and how soon it is read',
  async () => {
    const tables = await tablesOf(ledger, LEAST)
    expect(tables.map(shapeOf)).toEqual([
      {
        title: 'a request',
        columns: ['again', 'recorded'],
        rows: [['CPU', 'µs', 'µs with a target']],
      },
      {
        title: `${inThousands(1_000)} uses`,
        columns: ['recorded', 'beside the floor', 'CPU'],
        rows: [
          ['PostgreSQL', 'uses/s with a target', 'ratio', 'µs'],
          ['PGlite', 'uses/s with a target', 'ratio', 'µs'],
          ['floor', 'uses/s', '', ''],
        ],
      },
      {
        title: 'the last 50',
        columns: ['p50', 'p99'],
        rows: [
          ['subject', 'ms', 'ms with a target'],
          ['client', 'ms', 'ms with a target'],
        ],
      },
    ])
  },
  60_000,
)
