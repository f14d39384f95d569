import { expect } from 'vitest'
import type { Benchmark, Effort } from '../src/benchmark.js'
import type { Cell, Table } from '../src/table.js'

/** The tables of a benchmark, which has to say first what its figures mean. */
export async function tablesOf(benchmark: Benchmark, effort: Effort): Promise<readonly Table[]> {
  const texts: string[] = []
  const tables: Table[] = []
  for await (const found of benchmark.run(effort)) {
    if (typeof found === 'string') texts.push(found)
    else {
      expect(texts).not.toEqual([])
      tables.push(found)
    }
  }
  return tables
}

export interface Shape {
  readonly title: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/**
 * What stands where in a table: names of columns and rows, and for each row the units of its cells.
 * A ratio has none, and text is shown as it is.
 */
export function shapeOf({ title, columns, rows }: Table): Shape {
  return {
    title,
    columns,
    rows: rows.map(({ name, cells }) => {
      expect(cells).toHaveLength(columns.length)
      return [name, ...cells.map(shapeOfCell)]
    }),
  }
}

function shapeOfCell(cell: Cell): string {
  if (typeof cell === 'string') return cell
  const { median, low, high, unit = 'ratio', target } = cell
  for (const value of [median, low, high]) expect(value).not.toBeNaN()
  expect(low).toBeLessThanOrEqual(median)
  expect(high).toBeGreaterThanOrEqual(median)
  return target ? `${unit} with a target` : unit
}

/** So many cells that are alike. */
export function times(count: number, cell: string): readonly string[] {
  return Array.from({ length: count }, () => cell)
}
