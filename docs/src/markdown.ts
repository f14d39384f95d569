/** One table. What stands in a cell is Markdown, on one line. */
export function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n')
}

/** Text of a cell or heading as it is, though it has signs that Markdown, HTML or Vue would take for theirs. */
export function plain(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('{{', '&#123;{')
    .replaceAll(/[\\`*_[\]]/g, String.raw`\$&`)
}

export function code(text: string): string {
  return `\`${text}\``
}

/** A page that nobody edits, and that says so to those who find its file. */
export function generatedPage(
  text: string,
  { frontMatter = {} }: { frontMatter?: Readonly<Record<string, unknown>> } = {},
): string {
  const lines = Object.entries(frontMatter).map(
    ([name, value]) => `${name}: ${JSON.stringify(value)}`,
  )
  return `---\n${lines.join('\n')}\n---\n\n<!-- Generated: see docs/src. -->\n\n${text.trim()}\n`
}

function line(cells: readonly string[]): string {
  return `| ${cells.map(cell).join(' | ')} |`
}

function cell(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ').replaceAll(/(?<!\\)\|/g, String.raw`\|`)
}
