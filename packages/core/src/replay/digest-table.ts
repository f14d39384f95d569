// A slot: four words of digest, one of expiry. Zero in the last says that the slot is free.
const WORDS = 5
const EXPIRY = 4
const FIRST_CAPACITY = 16
// Fuller, and probes grow long; emptier, and memory goes to waste.
const MAX_LOAD = 0.75

/**
 * Digests of 16 bytes with the second at which each may be forgotten: an open-addressed table, at 20
 * bytes a slot. A Map of strings takes four times the memory.
 */
export class DigestTable {
  #slots = new Uint32Array(FIRST_CAPACITY * WORDS)
  #capacity = FIRST_CAPACITY
  #size = 0
  #firstExpiry = Infinity

  /** Entries held, the expired ones that nobody has removed yet included. */
  get size(): number {
    return this.#size
  }

  /** No entry expires before this second. */
  get firstExpiry(): number {
    return this.#firstExpiry
  }

  /** Whether a digest is held, and has not expired. Renews nothing. */
  has(digest: Uint32Array, now: number): boolean {
    return this.#expiryAt(this.#slotOf(digest)) > now
  }

  /** Holds a digest that `has` did not find. */
  add(digest: Uint32Array, expiry: number, now: number): void {
    if (this.#size + 1 > this.#capacity * MAX_LOAD) this.purge(now)
    this.#put(digest, 0, expiry)
  }

  /** Lets go of what has expired: moves the rest to a table of the size that fits. */
  purge(now: number): void {
    const old = this.#slots
    let live = 0
    for (let start = EXPIRY; start < old.length; start += WORDS) {
      if ((old[start] ?? 0) > now) live += 1
    }
    // An eighth of room, so that there is no moving again at once, and at most 60 bytes an entry.
    const room = live + Math.ceil(live / 8) + 1
    this.#capacity = FIRST_CAPACITY
    while (this.#capacity * MAX_LOAD < room) this.#capacity *= 2
    this.#slots = new Uint32Array(this.#capacity * WORDS)
    this.#size = 0
    this.#firstExpiry = Infinity
    for (let start = 0; start < old.length; start += WORDS) {
      const expiry = old[start + EXPIRY] ?? 0
      if (expiry > now) this.#put(old, start, expiry)
    }
  }

  /** The slot that holds a digest, or the free one where it belongs. */
  #slotOf(digest: Uint32Array, at = 0): number {
    const slots = this.#slots
    const mask = this.#capacity - 1
    for (let slot = (digest[at] ?? 0) & mask; ; slot = (slot + 1) & mask) {
      const start = slot * WORDS
      if (slots[start + EXPIRY] === 0) return start
      if (
        slots[start] === digest[at] &&
        slots[start + 1] === digest[at + 1] &&
        slots[start + 2] === digest[at + 2] &&
        slots[start + 3] === digest[at + 3]
      ) {
        return start
      }
    }
  }

  #expiryAt(start: number): number {
    return this.#slots[start + EXPIRY] ?? 0
  }

  #put(source: Uint32Array, at: number, expiry: number): void {
    const start = this.#slotOf(source, at)
    if (this.#expiryAt(start) === 0) this.#size += 1
    for (let word = 0; word < EXPIRY; word++) this.#slots[start + word] = source[at + word] ?? 0
    this.#slots[start + EXPIRY] = expiry
    this.#firstExpiry = Math.min(this.#firstExpiry, expiry)
  }
}
