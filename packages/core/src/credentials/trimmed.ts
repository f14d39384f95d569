/** Without the white space of HTTP, SP and HTAB, at its ends. `trim` would take more, as NBSP. */
export function trimmed(value: string): string {
  let start = 0
  let end = value.length
  while (start < end && isSpace(value[start])) start++
  while (end > start && isSpace(value[end - 1])) end--
  return value.slice(start, end)
}

function isSpace(character: string | undefined): boolean {
  return character === ' ' || character === '\t'
}
