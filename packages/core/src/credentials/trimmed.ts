import { charCode } from '../char-code.js'
const SP = 0x20
const HTAB = 0x09

/** Without the white space of HTTP, SP and HTAB, at its ends. `trim` would take more, as NBSP. */
export function trimmed(value: string): string {
  let start = 0
  let end = value.length
  while (start < end && isSpace(charCode(value, start))) start++
  while (end > start && isSpace(charCode(value, end - 1))) end--
  // Almost always.
  if (start === 0 && end === value.length) return value
  return value.slice(start, end)
}

function isSpace(code: number): boolean {
  return code === SP || code === HTAB
}
