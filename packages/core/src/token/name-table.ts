const SLOTS = 256
const LONGEST_NAME = 32
const LONGEST_VALUE = 64

/** So often in a row a value may differ from the last one, before it is learnt more seldom. */
const PATIENCE = 16

const QUOTE = 0x22
const COLON = 0x3a

/**
 * A name of members: what was seen of it.
 *
 * The same few names come with every token, in the same order, many with the same text. To make a
 * string anew takes longer than to see that it is the same; and tokens that are kept share it.
 */
export class KnownName {
  readonly name: string
  /** The bytes of the name, of the quote that ends it, and of a colon. */
  readonly spelling: Uint8Array
  /** The name that came behind it the last time. */
  next: KnownName | undefined
  /** The first name of the last object that it had. */
  first: KnownName | undefined
  /** The last text of a member of this name, of {@link size} characters that {@link bytes} begins with. */
  value = ''
  size = 0
  readonly bytes: Uint8Array
  #misses = 0

  constructor(name: string) {
    this.name = name
    this.spelling = new Uint8Array(name.length + 2)
    for (let at = 0; at < name.length; at++) this.spelling[at] = name.charCodeAt(at)
    this.spelling[name.length] = QUOTE
    this.spelling[name.length + 1] = COLON
    this.bytes = new Uint8Array(LONGEST_VALUE)
  }

  /** Learns the text of these bytes, if it is worth it: an identifier of each token is not. */
  learn(text: string, bytes: Uint8Array, start: number): void {
    if (text.length > LONGEST_VALUE) return
    this.#misses += 1
    if (this.#misses > PATIENCE && this.#misses % PATIENCE !== 0) return
    for (let at = 0; at < text.length; at++) this.bytes[at] = bytes[start + at] ?? 0
    this.size = text.length
    this.value = text
  }

  /** Tells that the last text came again. */
  met(): void {
    this.#misses = 0
  }
}

/** Names that were read before. They are ASCII, and no longer than {@link LONGEST_NAME}. */
export class NameTable {
  readonly #slots: (KnownName | undefined)[] = Array.from({ length: SLOTS })

  /** The name that these bytes spell, which are ASCII, and have a quote behind them. */
  read(bytes: Buffer, start: number, end: number): KnownName {
    const length = end - start
    const slot = (length * 13 + (bytes[start] ?? 0) * 7 + (bytes[end - 1] ?? 0) * 31) % SLOTS
    const known = this.#slots[slot]
    if (known && known.name.length === length && spells(bytes, start, known.spelling, length)) {
      return known
    }
    const made = new KnownName(bytes.toString('latin1', start, end))
    if (length <= LONGEST_NAME) this.#slots[slot] = made
    return made
  }
}

/** Whether the bytes from `start` on begin with so many of these. */
export function spells(
  bytes: Uint8Array,
  start: number,
  spelling: Uint8Array,
  length: number,
): boolean {
  for (let at = 0; at < length; at++) {
    if (bytes[start + at] !== spelling[at]) return false
  }
  return true
}
