import { UNSAFE } from './safe-text.js'

/** A JSON document for the standard output, which may be a terminal: unsafe characters are escaped. */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value, undefined, 2)
  return `${text.replaceAll(UNSAFE, (character) => (character === '\n' ? character : escaped(character)))}\n`
}

function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, at) => {
    return `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`
  }).join('')
}
