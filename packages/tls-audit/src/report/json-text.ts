import { UNSAFE } from './safe-text.js'

/** A JSON document, indented. It may go to a terminal: what would not be shown as itself is escaped. */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value, null, 2)
  return `${text.replaceAll(UNSAFE, (unsafe) => (unsafe === '\n' ? unsafe : escaped(unsafe)))}\n`
}

/** In JSON, what is beyond 16 bits takes two escapes. */
function escaped(text: string): string {
  return Array.from(
    { length: text.length },
    (_, at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`,
  ).join('')
}
