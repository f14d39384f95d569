import { expect, it } from 'vitest'
import { httpOn } from '../../src/questions/http.js'
import { ALL, LEAST } from '../least.js'
import { shapeOf, tablesOf } from '../shape-of.js'

// Of the four platforms the one whose servers are the quickest to start.
it.runIf(ALL)(
  'has a share of the throughput and an amount of CPU for each load',
  async () => {
    const tables = await tablesOf(httpOn(['koa']), LEAST)
    const [kept, added] = ['ratio with a target', 'µs with a target']
    expect(tables.map(shapeOf)).toEqual(
      ['hot', 'distinct'].map((load) => ({
        title: `Koa 3, ${load}`,
        columns: ['kept', 'CPU added', 'CPU added to bare', 'ours ahead'],
        rows: [
          ['ours', kept, load === 'hot' ? added : 'µs', 'µs', ''],
          ['fast-jwt', 'ratio', 'µs', 'µs', 'ratio with a target'],
          ['again', 'ratio', 'µs', 'µs', ''],
        ],
      })),
    )
  },
  60_000,
)
