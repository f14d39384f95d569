const MAX_LENGTH = 120

/** A value of a stranger's document, in a sentence of ours. */
export function quoted(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing')
  return text.length > MAX_LENGTH ? `"${text.slice(0, MAX_LENGTH)}…"` : `"${text}"`
}

/** Several of them. */
export function quotedList(values: readonly string[]): string {
  const shown = values.slice(0, 5).map(quoted).join(', ')
  return values.length > 5 ? `${shown} and ${values.length - 5} more` : shown
}
