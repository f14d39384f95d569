import { randomBytes } from 'node:crypto'
import { DependencyError } from '../errors.js'
import { askedToken, nameOf } from './asked-token.js'
import { EntryTable, readName } from './entry-table.js'
import type { RevocationEntry } from './revocation-entry.js'
import { KINDS } from './revocation-kinds.js'
import type { RevocableToken } from './revocation-list.js'

// So that a table is small when it is moved: some thousand entries take a tenth of a millisecond.
const ENTRIES_A_TABLE = 2_048
const MOST_TABLES = 1_024

/**
 * What was withdrawn, in memory, at 32 to 64 bytes an entry. Entries grow and never shrink, until they
 * expire; none is forgotten to make room.
 */
export class RevocationEntries {
  readonly #maxEntries: number
  readonly #tables: readonly EntryTable[]
  readonly #factors = oddFactors()
  readonly #held = new Uint32Array(KINDS.length)
  // One for all calls, which are synchronous.
  readonly #words = new Uint32Array(4)
  #size = 0
  /** How often an entry has come, or become larger. */
  #changes = 0

  constructor(maxEntries: number) {
    this.#maxEntries = maxEntries
    let tables = 1
    while (tables < MOST_TABLES && tables * ENTRIES_A_TABLE < maxEntries) tables *= 2
    const rules = { factors: this.#factors, held: this.#held }
    this.#tables = Array.from({ length: tables }, () => new EntryTable(rules))
  }

  /** Entries held, with some that have expired already. */
  get size(): number {
    return this.#size
  }

  /**
   * Holds an entry, or makes the one of its name as large. Returns whether that changed anything. Throws
   * a DependencyError where there is no room.
   */
  hold({ name, expiry, before }: RevocationEntry, now: number): boolean {
    const table = this.#tableOf(name)
    const start = table.find(this.#words)
    if (start >= 0) {
      if (table.expiryAt(start) >= expiry && table.beforeAt(start) >= before) return false
      table.raise(start, expiry, before)
      this.#changes += 1
      return true
    }
    if (expiry <= now) return false
    if (this.#size >= this.#maxEntries) this.#makeRoom(now)
    this.#change(table, () => table.add(this.#words, expiry, before, now))
    this.#changes += 1
    return true
  }

  /** Whether there is an entry of this name that is as large. */
  covers({ name, expiry, before }: RevocationEntry): boolean {
    const table = this.#tableOf(name)
    const start = table.find(this.#words)
    return start >= 0 && table.expiryAt(start) >= expiry && table.beforeAt(start) >= before
  }

  /** Whether a token was withdrawn. */
  forbids(token: RevocableToken, now: number): boolean {
    if (this.#size === 0) return false
    const asked = askedToken(token)
    // Time alone forbids nothing.
    if (asked.free === this && asked.changes === this.#changes) return false
    for (let kind = 0; kind < KINDS.length; kind++) {
      if (this.#held[kind] === 0) continue
      const name = nameOf(asked, kind, token)
      if (name !== undefined && this.#forbidsBy(kind, name, token.issuedAt, now)) return true
    }
    asked.free = this
    asked.changes = this.#changes
    return false
  }

  /** All that have not expired, a few thousand at a time. Those that come meanwhile may be missing. */
  *lists(now: () => number): Generator<readonly RevocationEntry[]> {
    for (const table of this.#tables) yield table.entries(now())
  }

  #forbidsBy(kind: number, name: string, issuedAt: number | undefined, now: number): boolean {
    const table = this.#tableOf(name)
    const start = table.find(this.#words)
    if (start < 0 || table.expiryAt(start) <= now) return false
    if (KINDS[kind]?.hasMoment !== true || issuedAt === undefined) return true
    // The whole second is withdrawn: nothing tells what came first in it. And NaN is no way out.
    return !(Math.floor(issuedAt) > table.beforeAt(start))
  }

  #makeRoom(now: number): void {
    for (const table of this.#tables) {
      if (table.firstExpiry <= now) this.#change(table, () => table.purge(now))
      if (this.#size < this.#maxEntries) return
    }
    throw new DependencyError('The revocation list is full')
  }

  #change(table: EntryTable, change: () => void): void {
    this.#size -= table.size
    change()
    this.#size += table.size
  }

  /** Reads the name into the words that a table is asked with. */
  #tableOf(name: string): EntryTable {
    readName(name, this.#words)
    // A table mixes other words for its slots.
    const mixed = Math.imul(this.#words[2] ?? 0, this.#factors[2] ?? 1) >>> 20
    const table = this.#tables[mixed & (this.#tables.length - 1)]
    if (!table) throw new TypeError('there is a table for every name')
    return table
  }
}

function oddFactors(): Uint32Array {
  const bytes = randomBytes(12)
  return Uint32Array.from([0, 4, 8], (at) => bytes.readUInt32LE(at) | 1)
}
