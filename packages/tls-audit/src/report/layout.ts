import stringWidth from 'string-width'
import wrapAnsi from 'wrap-ansi'

const GAP = '  '

/** However narrow the terminal: a column of words is still read. */
const NARROWEST = 20

/** What stands in front stands in front of the first line; the others begin where its text began. */
export function hanging(front: string, text: string, columns: number): string {
  const margin = stringWidth(front)
  const lines = wrapAnsi(text, Math.max(NARROWEST, columns - margin), { hard: true }).split('\n')
  return behind(front, lines)
}

/** Lines that are to be copied: they stay as they are, however long. */
export function verbatim(front: string, text: string): string {
  return behind(front, text.split('\n'))
}

/** Rows of cells in columns as wide as they need; the last one takes the rest, and wraps. */
export function table(
  rows: readonly (readonly string[])[],
  columns: number,
  { indent }: { readonly indent: number },
): string {
  const count = Math.max(0, ...rows.map((row) => row.length))
  const widths = Array.from({ length: count }, (_, column) =>
    Math.max(...rows.map((row) => stringWidth(row[column] ?? ''))),
  )
  return rows
    .map((row) => {
      const front = row.slice(0, -1).map((cell, column) => padded(cell, widths[column] ?? 0) + GAP)
      return hanging(' '.repeat(indent) + front.join(''), row.at(-1) ?? '', columns)
    })
    .join('\n')
}

export function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - stringWidth(text)))
}

function behind(front: string, lines: readonly string[]): string {
  const margin = ' '.repeat(stringWidth(front))
  return lines.map((line, number) => `${number === 0 ? front : margin}${line}`.trimEnd()).join('\n')
}
