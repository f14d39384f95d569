import { safeText } from '../../terminal/safe-text.js'

const LONGEST = 400

/** A value of a token for a terminal: a text as it is, where it cannot be taken for something else. */
export function valueText(value: unknown): string {
  const text = typeof value === 'string' && isPlain(value) ? value : JSON.stringify(cut(value))
  const shown =
    text.length > LONGEST ? `${text.slice(0, LONGEST)}… (${text.length} characters)` : text
  return safeText(shown)
}

function isPlain(text: string): boolean {
  return (
    text !== '' &&
    text === text.trim() &&
    !/^(?:true|false|null|-?\d[\d.eE+-]*|["[{(].*)$/s.test(text)
  )
}

function cut(value: unknown): unknown {
  return typeof value === 'string' ? value.slice(0, LONGEST + 1) : value
}
