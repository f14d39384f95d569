const SLOTS = 256
const LONGEST_NAME = 32
const LONGEST_VALUE = 64

/** A name of members, and the text that the last member of that name had. */
export interface KnownName {
  readonly name: string
  value: string
}

/**
 * Names that were read before. The same few come with every token, many with the same value, and to
 * make a string anew takes longer than to see that it is the same; and tokens that are kept share it.
 */
export class NameTable {
  readonly #slots: KnownName[] = Array.from({ length: SLOTS }, () => ({ name: '', value: '' }))

  /** The name that these bytes spell, which are ASCII. */
  read(bytes: Buffer, start: number, end: number): KnownName {
    const length = end - start
    const slot = (length * 13 + (bytes[start] ?? 0) * 7 + (bytes[end - 1] ?? 0) * 31) % SLOTS
    const known = this.#slots[slot]
    if (known && spells(bytes, start, end, known.name)) return known
    const made = { name: bytes.toString('latin1', start, end), value: '' }
    if (length <= LONGEST_NAME) this.#slots[slot] = made
    return made
  }
}

/** The text of these bytes, which are ASCII: that of the last member of the name, where it is the same. */
export function readText(known: KnownName, bytes: Buffer, start: number, end: number): string {
  if (spells(bytes, start, end, known.value)) return known.value
  const text = bytes.toString('latin1', start, end)
  if (text.length <= LONGEST_VALUE) known.value = text
  return text
}

function spells(bytes: Buffer, start: number, end: number, text: string): boolean {
  if (end - start !== text.length) return false
  for (let at = 0; at < text.length; at++) {
    if (bytes[start + at] !== text.charCodeAt(at)) return false
  }
  return true
}
