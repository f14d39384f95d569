const BITS_A_NAME = 16
const BITS_A_WORD = 32
/** What tells the place of a bit in a word. */
const PLACE = 31
/** Of the golden ratio: spreads what differs in a few bits over all of them. */
const SPREAD = 0x9e3779b1
/** A few names in a few bits would be mistaken for each other too often. */
const LEAST_WORDS = 64

/**
 * Tells what comes a second time, in two to four bytes for each name: many tokens are sent only once, and
 * to keep them would push out those that come again.
 *
 * It says so of a few that it has not met too, and forgets everybody once it has met `limit` of them.
 * So it may decide what is worth keeping, and nothing else.
 */
export class Doorkeeper {
  readonly #limit: number
  readonly #words: Uint32Array
  /** What is left of 32 bits tells a word: the upper ones, in which all of the others have a part. */
  readonly #shift: number
  #met = 0

  constructor(limit: number) {
    this.#limit = limit
    let words = LEAST_WORDS
    while (words * BITS_A_WORD < limit * BITS_A_NAME) words *= 2
    this.#words = new Uint32Array(words)
    this.#shift = Math.clz32(words) + 1
  }

  /** Whether a name came before, as far as it can tell. Remembers that it has come now. */
  knows(name: number): boolean {
    const sum = mixed(name)
    const word = Math.imul(sum, SPREAD) >>> this.#shift
    // All in one word: one look into memory, and names that share one bit still differ in others.
    const bits = (1 << (sum & PLACE)) | (1 << ((sum >>> 5) & PLACE)) | (1 << ((sum >>> 10) & PLACE))
    const known = ((this.#words[word] ?? 0) & bits) === bits
    if (!known) this.#meet(word, bits)
    return known
  }

  #meet(word: number, bits: number): void {
    if (this.#met === this.#limit) {
      this.#words.fill(0)
      this.#met = 0
    }
    this.#met += 1
    this.#words[word] = (this.#words[word] ?? 0) | bits
  }
}

/** The finalizer of MurmurHash3: each bit of a name has a part in each bit of this. */
function mixed(name: number): number {
  let sum = name ^ (name >>> 16)
  sum = Math.imul(sum, 0x85ebca6b)
  sum = Math.imul(sum ^ (sum >>> 13), 0xc2b2ae35)
  return sum ^ (sum >>> 16)
}
