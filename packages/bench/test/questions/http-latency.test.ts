import { expect, it } from 'vitest'
import { httpLatency } from '../../src/questions/http-latency.js'
import { ALL, LEAST } from '../least.js'
import { shapeOf, tablesOf } from '../shape-of.js'

it.runIf(ALL)(
  'has two latencies for each guard, and how ours compare',
  async () => {
    const tables = await tablesOf(httpLatency, LEAST)
    expect(tables.map(shapeOf)).toEqual([
      {
        title: 'Express 5',
        columns: ['p50', 'p99', 'ours beside it'],
        rows: [
          ['ours', 'ms', 'ms', ''],
          ['fast-jwt', 'ms', 'ms', 'ratio with a target'],
          ['floor', 'ms', 'ms', 'ratio'],
          ['again', 'ms', 'ms', 'ratio'],
        ],
      },
    ])
  },
  60_000,
)
