const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** The same bytes with another last letter, where that has bits that no byte uses. */
export function strayBits(segment: string): string {
  if (segment.length % 4 < 2) return segment
  const last = ALPHABET.indexOf(segment.slice(-1))
  return segment.slice(0, -1) + (ALPHABET[last + 1] ?? '')
}
