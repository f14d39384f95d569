/** A table of text. Every row has a cell for each column. */
export interface Table {
  readonly title: string
  readonly columns: readonly string[]
  readonly rows: readonly Row[]
}

export interface Row {
  readonly name: string
  readonly cells: readonly string[]
}

/** Lays a table out for people: names to the left, figures to the right. */
export function layOut({ title, columns, rows }: Table): string {
  const lines = [[title, ...columns], ...rows.map(({ name, cells }) => [name, ...cells])]
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

/** `10 000`: digits in groups of three. */
export function inThousands(value: number): string {
  return String(value).replaceAll(/\B(?=(?:\d{3})+$)/g, ' ')
}
