// Controls, line and paragraph ends, and halves of characters: each would be somebody's line break, or none.
const BREAKS = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]+/gu
// What is not seen but changes what is: directions of writing, joiners, byte order marks, tags.
const UNSEEN = /\p{Cf}/gu

/** One line of what can be seen, of at most so many characters; of what is longer, the beginning. */
export function plainLine(text: string, longest: number): string {
  // A look at no more than could ever be kept, however much there is.
  const line = text
    .slice(0, longest * 8)
    .replaceAll(UNSEEN, '')
    .replaceAll(BREAKS, ' ')
    .trim()
  const characters = Array.from(line)
  if (characters.length <= longest) return line
  return `${characters
    .slice(0, longest - 1)
    .join('')
    .trimEnd()}…`
}
