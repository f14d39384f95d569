import { hash, randomBytes } from 'node:crypto'
import { REPLAY } from '../channels.js'
import { charCode } from '../char-code.js'
import { assertFunction, assertKnownNames, assertNumber, assertObject } from '../config/assert.js'
import { DependencyError } from '../errors.js'
import { DigestTable } from './digest-table.js'
import type { ReplayStore } from './replay-store.js'

/** Options of {@link memoryReplayStore}. */
export interface MemoryReplayStoreOptions {
  /** Most proofs remembered at a time, 1 to 100 000 000. Default 1 000 000, in at most 64 MB. */
  maxEntries?: number
  /** Milliseconds since the epoch. Default `Date.now`. */
  clock?: () => number
}

/** A {@link ReplayStore} of this process. */
export interface MemoryReplayStore extends ReplayStore {
  add(key: string, expiresAt: number): boolean
  /** Entries held, with some that have expired already. */
  readonly size: number
}

const PRESET = 1_000_000
const MOST = 100_000_000
// So that a table is small when it is moved: a thousand entries take some twenty microseconds.
const ENTRIES_A_TABLE = 2_048
const MOST_TABLES = 1_024

// Expiry is kept in a word. Nothing of ours lives that long, and what does may live for ever.
const LAST_SECOND = 0xffff_ffff

/**
 * Makes a replay store in the memory of this process: the default of `replay`.
 *
 * Bounded: when `maxEntries` proofs are remembered, and none of them has expired, further ones are
 * answered 503 until one has. No proof is forgotten to make room, so none is ever accepted twice.
 * Another process knows nothing of it: there, take `@countersign/redis`. Throws a ConfigError.
 */
export function memoryReplayStore(options: MemoryReplayStoreOptions = {}): MemoryReplayStore {
  const given: unknown = options
  assertObject('options', given)
  assertKnownNames('', given, ['maxEntries', 'clock'])
  const { maxEntries = PRESET, clock = Date.now } = options
  assertNumber('maxEntries', maxEntries, { min: 1, max: MOST, integer: true })
  assertFunction('clock', clock)
  return new TablesStore(maxEntries, clock)
}

class TablesStore implements MemoryReplayStore {
  readonly #maxEntries: number
  readonly #clock: () => number
  readonly #tables: readonly DigestTable[]
  // With a secret in the digest nobody can aim at a table, or at a slot of it.
  readonly #secret = randomBytes(16).toString('base64')
  // One for all calls, which are synchronous.
  readonly #words = new Uint32Array(5)
  #size = 0

  constructor(maxEntries: number, clock: () => number) {
    this.#maxEntries = maxEntries
    this.#clock = clock
    let tables = 1
    while (tables < MOST_TABLES && tables * ENTRIES_A_TABLE < maxEntries) tables *= 2
    this.#tables = Array.from({ length: tables }, () => new DigestTable())
  }

  get size(): number {
    return this.#size
  }

  add(key: string, expiresAt: number): boolean {
    const now = Math.floor(this.#clock() / 1000)
    const expiry = Math.min(Math.ceil(expiresAt), LAST_SECOND)
    // Nothing is told by a clock without a number, or of a key that never expires.
    if (!Number.isFinite(now) || Number.isNaN(expiry)) {
      throw new DependencyError('The replay store does not know the time')
    }
    const digest = this.#digest(key)
    const table = this.#tableOf(digest)
    if (table.has(digest, now)) return false
    // Whoever has forgotten it already may forget it again.
    if (expiry <= now) return true
    if (this.#size >= this.#maxEntries) this.#makeRoom(now)
    this.#change(table, () => table.add(digest, expiry, now))
    return true
  }

  #makeRoom(now: number): void {
    for (const table of this.#tables) {
      if (table.firstExpiry <= now) this.#change(table, () => table.purge(now))
      if (this.#size < this.#maxEntries) return
    }
    const error = 'The replay store is full'
    if (REPLAY.hasSubscribers) {
      REPLAY.publish({ event: 'unavailable', store: 'memory', decision: 'refused', error })
    }
    throw new DependencyError(error)
  }

  #change(table: DigestTable, change: () => void): void {
    this.#size -= table.size
    change()
    this.#size += table.size
  }

  #digest(key: string): Uint32Array {
    // A character for each byte: a Buffer takes as long to make as the digest.
    const bytes = hash('sha256', this.#secret + key, 'binary')
    for (let word = 0; word < this.#words.length; word++) {
      const at = word * 4
      this.#words[word] =
        charCode(bytes, at) |
        (charCode(bytes, at + 1) << 8) |
        (charCode(bytes, at + 2) << 16) |
        (charCode(bytes, at + 3) << 24)
    }
    return this.#words
  }

  #tableOf(digest: Uint32Array): DigestTable {
    // A table looks at the first four words only, so that its slots are independent of this choice.
    const table = this.#tables[(digest[4] ?? 0) & (this.#tables.length - 1)]
    if (!table) throw new TypeError('there is a table for every digest')
    return table
  }
}
