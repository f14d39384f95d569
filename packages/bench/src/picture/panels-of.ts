import { showMedian } from '../figure.js'
import type { Results } from '../results.js'
import type { Cell, Table } from '../table.js'
import type { Bar, Panel } from './panel.js'

/** Under which table of `verify`, and in which row of it, the figures of a panel stand. */
const VERIFY_PANELS = [
  { table: 'hot', row: 'RS256, time', title: 'A token seen before, RS256: CPU' },
  { table: 'cold', row: 'RS256, added', title: 'A new token, RS256: CPU beside crypto.verify' },
]

/** In which column of the tables of `http`. */
const HTTP_COLUMN = 'CPU added to bare'

/** Yardsticks, and ours set up in another way. */
const LEFT_OUT = new Set(['floor', 'again', 'ours, cache'])

/** What is called otherwise where there is no text that explains it. */
const NAMES: Readonly<Record<string, string>> = {
  ours: 'Countersign',
  hash: 'SHA-256 of the token',
}

/** What the picture shows of a run. What was not measured is left out. */
export function panelsOf(results: Results): readonly Panel[] {
  const panels = [
    ...verifyPanels(tablesOf(results, 'verify')),
    ...httpPanels(tablesOf(results, 'http')),
  ]
  return panels.filter(({ bars }) => bars.length > 0)
}

/** One bar for each column of a row. */
function verifyPanels(tables: readonly Table[]): readonly Panel[] {
  return VERIFY_PANELS.map(({ table: name, row: rowName, title }) => {
    const table = tables.find((one) => one.title === name)
    const cells = table?.rows.find((one) => one.name === rowName)?.cells ?? []
    return { title, bars: barsOf(table?.columns ?? [], cells) }
  })
}

/** One bar for each row of a column. */
function httpPanels(tables: readonly Table[]): readonly Panel[] {
  return tables.map(({ title, columns, rows }) => {
    const column = columns.indexOf(HTTP_COLUMN)
    const names = rows.map(({ name }) => name)
    const cells = rows.map((row) => row.cells[column] ?? '')
    return { title: `${title}: CPU added to a request`, bars: barsOf(names, cells) }
  })
}

function barsOf(names: readonly string[], cells: readonly Cell[]): readonly Bar[] {
  return names.flatMap((name, at) => {
    const cell = cells[at]
    if (typeof cell !== 'object' || LEFT_OUT.has(name)) return []
    const shown = { value: cell.median, text: showMedian(cell) }
    return [{ name: NAMES[name] ?? name, ...shown, isOurs: name === 'ours' }]
  })
}

function tablesOf({ benchmarks }: Results, name: string): readonly Table[] {
  return benchmarks.find((one) => one.name === name)?.tables ?? []
}
