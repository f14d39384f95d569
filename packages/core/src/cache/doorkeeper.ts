const BITS_A_NAME = 8
const BITS_A_WORD = 32
/** A few names in a few bits would be mistaken for each other too often. */
const LEAST_WORDS = 64

/**
 * Tells what comes a second time, in a byte or two for each name: many tokens are sent only once, and
 * to keep them would push out those that come again.
 *
 * It says so of a few that it has not met too, and forgets everybody once it has met `limit` of them.
 * So it may decide what is worth keeping, and nothing else.
 */
export class Doorkeeper {
  readonly #limit: number
  readonly #words: Uint32Array
  #met = 0

  constructor(limit: number) {
    this.#limit = limit
    let words = LEAST_WORDS
    while (words * BITS_A_WORD < limit * BITS_A_NAME) words *= 2
    this.#words = new Uint32Array(words)
  }

  /** Whether a name came before, as far as it can tell. Remembers that it has come now. */
  knows(name: string): boolean {
    const sum = sumOf(name)
    const word = (sum >>> 5) & (this.#words.length - 1)
    const bit = 1 << (sum & 31)
    const known = ((this.#words[word] ?? 0) & bit) !== 0
    if (!known) this.#meet(word, bit)
    return known
  }

  #meet(word: number, bit: number): void {
    if (this.#met === this.#limit) {
      this.#words.fill(0)
      this.#met = 0
    }
    this.#met += 1
    this.#words[word] = (this.#words[word] ?? 0) | bit
  }
}

/** FNV-1a: the names are random enough by themselves. */
function sumOf(name: string): number {
  let sum = 0x811c9dc5
  for (let at = 0; at < name.length; at++) sum = Math.imul(sum ^ name.charCodeAt(at), 0x01000193)
  return sum ^ (sum >>> 15)
}
