import stringWidth from 'string-width'
import wrapAnsi from 'wrap-ansi'

const GAP = '  '

/** Rows of cells in columns as wide as they need; the last one takes the rest, and wraps. */
export function table(
  rows: readonly (readonly string[])[],
  width: number,
  { indent = 0 }: { indent?: number } = {},
): string {
  const columns = Math.max(0, ...rows.map((row) => row.length))
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => stringWidth(row[column] ?? ''))),
  )
  return rows
    .map((row) => {
      const first = row
        .slice(0, -1)
        .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - stringWidth(cell)) + GAP)
      return hanging(' '.repeat(indent) + first.join(''), row.at(-1) ?? '', width)
    })
    .join('\n')
}

/** Text in lines of the width, each indented. */
export function paragraph(
  text: string,
  width: number,
  { indent = 0 }: { indent?: number } = {},
): string {
  return hanging(' '.repeat(indent), text, width)
}

/** What stands in front stands in front of the first line; the others begin where its text began. */
function hanging(front: string, text: string, width: number): string {
  const margin = stringWidth(front)
  // However narrow the terminal: a column of words is still read.
  const lines = wrapAnsi(text, Math.max(20, width - margin), { hard: true }).split('\n')
  return lines
    .map((line, number) => `${number === 0 ? front : ' '.repeat(margin)}${line}`.trimEnd())
    .join('\n')
}
