/**
 * Text that looks to an owner like what it is: letters, marks, numbers, punctuation, symbols and single spaces.
 * Nothing that turns the direction of text, is not seen, or is not assigned; and no heap of marks, which would
 * cover what stands around it.
 */
const SHOWN = /^[\p{L}\p{M}\p{N}\p{P}\p{S}]+(?: [\p{L}\p{M}\p{N}\p{P}\p{S}]+)*$/u
const HEAP = /\p{M}{3}/u
/** Assigned, and no format characters, and yet blank, or taken for one. */
const BLANK = /[\u2800\p{Default_Ignorable_Code_Point}]/u

/** The text in its composed form; `undefined`: it cannot be shown. */
export function shownText(text: string, most: number): string | undefined {
  // Each code point has one or two units, and composing makes no text ten times as long.
  if (text.length > most * 20) return undefined
  const composed = text.normalize('NFC')
  const fits = SHOWN.test(composed) && !HEAP.test(composed) && !BLANK.test(composed)
  return fits && Array.from(composed).length <= most ? composed : undefined
}
