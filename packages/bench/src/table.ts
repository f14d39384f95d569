import { isMet, showFigure, type Figure } from './figure.js'

/** A table of figures. Every row has a cell for each column. */
export interface Table {
  readonly title: string
  readonly columns: readonly string[]
  readonly rows: readonly Row[]
}

export interface Row {
  readonly name: string
  readonly cells: readonly Cell[]
}

/** Text where there is no figure. */
export type Cell = Figure | string

/** Lays a table out for people: names to the left, figures to the right. */
export function layOut({ title, columns, rows }: Table): string {
  const lines = [
    [title, ...columns],
    ...rows.map(({ name, cells }) => [name, ...cells.map(showCell)]),
  ]
  const widths = [title, ...columns].map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  )
  return lines
    .map((line) =>
      line
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('   '),
    )
    .join('\n')
}

function showCell(cell: Cell): string {
  if (typeof cell === 'string') return cell
  if (!cell.target) return showFigure(cell)
  return `${showFigure(cell)} ${isMet(cell) ? '✓' : '✗'}`
}
