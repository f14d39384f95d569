// As in `safeText`: JSON itself escapes only some of what moves a cursor or cannot be seen.
const UNSAFE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Default_Ignorable_Code_Point}\u2028\u2029\u2800]/gu

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
