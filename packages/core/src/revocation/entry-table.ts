import { charCode } from '../char-code.js'
import { KIND_BITS, NAME_BYTES } from './revocation-name.js'
import type { RevocationEntry } from './revocation-entry.js'

// A slot: four words of name, one of expiry, one of the moment. Zero as expiry: the slot is free.
const WORDS = 6
const EXPIRY = 4
const BEFORE = 5
const FIRST_BITS = 4
// Fuller, and probes grow long; emptier, and memory goes to waste.
const MAX_LOAD = 0.75

/** What the tables of one list have in common. */
export interface TableRules {
  /** Odd, and made by chance: nobody can choose names that meet in one place of a table. */
  readonly factors: Readonly<Uint32Array>
  /** How many entries of each kind there are, in all tables together. */
  readonly held: Uint32Array
}

/** Entries by their names: an open-addressed table, at 24 bytes a slot. */
export class EntryTable {
  readonly #rules: TableRules
  #bits = FIRST_BITS
  #slots = new Uint32Array(WORDS << FIRST_BITS)
  #size = 0
  #firstExpiry = Infinity

  constructor(rules: TableRules) {
    this.#rules = rules
  }

  /** Entries held, the expired ones that nobody has removed yet included. */
  get size(): number {
    return this.#size
  }

  /** No entry expires before this second. */
  get firstExpiry(): number {
    return this.#firstExpiry
  }

  /** Where the entry of a name is held; -1 if it is not. */
  find(name: Uint32Array): number {
    const start = this.#slotOf(name, 0)
    return this.expiryAt(start) === 0 ? -1 : start
  }

  expiryAt(start: number): number {
    return this.#slots[start + EXPIRY] ?? 0
  }

  beforeAt(start: number): number {
    return this.#slots[start + BEFORE] ?? 0
  }

  /** Makes an entry larger; `start` is where `find` found it. */
  raise(start: number, expiry: number, before: number): void {
    this.#slots[start + EXPIRY] = Math.max(expiry, this.expiryAt(start))
    this.#slots[start + BEFORE] = Math.max(before, this.beforeAt(start))
  }

  /** Holds an entry that `find` did not find. */
  add(name: Uint32Array, expiry: number, before: number, now: number): void {
    if (this.#size + 1 > MAX_LOAD * 2 ** this.#bits) this.purge(now)
    const start = this.#take(name, 0)
    this.#slots[start + EXPIRY] = expiry
    this.#slots[start + BEFORE] = before
    this.#firstExpiry = Math.min(this.#firstExpiry, expiry)
  }

  /** Lets go of what has expired: moves the rest to a table of the size that fits. */
  purge(now: number): void {
    const old = this.#slots
    let live = 0
    for (let start = 0; start < old.length; start += WORDS) {
      if ((old[start + EXPIRY] ?? 0) > now) live += 1
    }
    // An eighth of room, so that there is no moving again at once.
    const room = live + Math.ceil(live / 8) + 1
    this.#bits = FIRST_BITS
    while (MAX_LOAD * 2 ** this.#bits < room) this.#bits += 1
    this.#slots = new Uint32Array(WORDS << this.#bits)
    this.#size = 0
    this.#firstExpiry = Infinity
    for (let start = 0; start < old.length; start += WORDS) {
      const expiry = old[start + EXPIRY] ?? 0
      if (expiry !== 0) this.#count(old, start, -1)
      if (expiry > now) this.#move(old, start, expiry)
    }
  }

  /** The entries that have not expired. */
  entries(now: number): readonly RevocationEntry[] {
    const entries: RevocationEntry[] = []
    for (let start = 0; start < this.#slots.length; start += WORDS) {
      const expiry = this.expiryAt(start)
      if (expiry <= now) continue
      entries.push({ name: nameAt(this.#slots, start), expiry, before: this.beforeAt(start) })
    }
    return entries
  }

  #move(old: Uint32Array, from: number, expiry: number): void {
    const start = this.#take(old, from)
    this.#slots[start + EXPIRY] = expiry
    this.#slots[start + BEFORE] = old[from + BEFORE] ?? 0
    this.#firstExpiry = Math.min(this.#firstExpiry, expiry)
  }

  /** Writes a name to the slot where it belongs. */
  #take(source: Uint32Array, at: number): number {
    const start = this.#slotOf(source, at)
    for (let word = 0; word < EXPIRY; word++) this.#slots[start + word] = source[at + word] ?? 0
    this.#size += 1
    this.#count(source, at, 1)
    return start
  }

  #count(source: Uint32Array, at: number, by: number): void {
    const kind = kindOfWords(source, at)
    this.#rules.held[kind] = (this.#rules.held[kind] ?? 0) + by
  }

  /** The slot that holds a name, or the free one where it belongs. */
  #slotOf(name: Uint32Array, at: number): number {
    const slots = this.#slots
    const { factors } = this.#rules
    const mixed =
      Math.imul(name[at] ?? 0, factors[0] ?? 1) + Math.imul(name[at + 1] ?? 0, factors[1] ?? 1)
    const mask = 2 ** this.#bits - 1
    for (let slot = mixed >>> (32 - this.#bits); ; slot = (slot + 1) & mask) {
      const start = slot * WORDS
      if (slots[start + EXPIRY] === 0) return start
      if (
        slots[start] === name[at] &&
        slots[start + 1] === name[at + 1] &&
        slots[start + 2] === name[at + 2] &&
        slots[start + 3] === name[at + 3]
      ) {
        return start
      }
    }
  }
}

/** Writes the bytes of a name into four words. */
export function readName(name: string, words: Uint32Array): void {
  for (let word = 0; word < EXPIRY; word++) {
    const at = word * 4
    words[word] =
      charCode(name, at) |
      (charCode(name, at + 1) << 8) |
      (charCode(name, at + 2) << 16) |
      (charCode(name, at + 3) << 24)
  }
}

function nameAt(words: Uint32Array, start: number): string {
  let name = ''
  for (let at = 0; at < NAME_BYTES; at++) {
    const word = words[start + (at >> 2)] ?? 0
    name += String.fromCharCode((word >>> ((at & 3) * 8)) & 0xff)
  }
  return name
}

/** As `kindOfName` of it: the kind is in the last byte. */
function kindOfWords(words: Uint32Array, at: number): number {
  return ((words[at + EXPIRY - 1] ?? 0) >>> 24) & KIND_BITS
}
