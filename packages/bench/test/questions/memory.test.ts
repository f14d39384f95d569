import { expect, it } from 'vitest'
import { memory } from '../../src/questions/memory.js'
import { ALL, LEAST } from '../least.js'
import { shapeOf, tablesOf, times } from '../shape-of.js'

it.runIf(ALL)(
  'has sizes of tokens that are kept, of garbage, and of proofs',
  async () => {
    const tables = await tablesOf(memory, LEAST)
    expect(tables.map(shapeOf)).toEqual([
      {
        title: '20 tokens',
        columns: ['ours', 'fast-jwt'],
        rows: [
          ['memory', 'MB with a target', 'MB'],
          ['of each that is kept', 'bytes', 'bytes'],
          ['kept', 'ratio with a target', 'ratio'],
        ],
      },
      {
        title: '50 refused',
        columns: ['ours', 'fast-jwt'],
        rows: [
          ['left behind', 'MB with a target', 'MB'],
          ['good ones kept', 'ratio with a target', 'ratio'],
        ],
      },
      {
        title: '100 proofs',
        columns: ['ours', 'Map', 'lru-cache'],
        rows: [
          ['memory', ...times(3, 'MB')],
          ['of each', ...times(3, 'bytes')],
        ],
      },
    ])
  },
  60_000,
)
