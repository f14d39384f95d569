import { REVOCATION } from '../channels.js'
import { assertFunction, assertKnownNames, assertNumber, assertObject } from '../config/assert.js'
import { DependencyError } from '../errors.js'
import { RevocationEntries } from './revocation-entries.js'
import { revocationEntry } from './revocation-entry.js'
import type { RevocableToken, Revocation, RevocationList } from './revocation-list.js'

/** Options of {@link memoryRevocationList}. */
export interface MemoryRevocationListOptions {
  /** Most withdrawals remembered at a time, 1 to 100 000 000. Default 1 000 000, in at most 64 MB. */
  maxEntries?: number
  /**
   * Seconds that a token may live in all, 60 to ten years. Default 2 592 000, 30 days. Tokens that live
   * longer are refused: a withdrawal without `expiresAt` is remembered for so long.
   */
  maxTokenLifetime?: number
  /** Milliseconds since the epoch. Default `Date.now`. */
  clock?: () => number
}

/** A {@link RevocationList} of this process. */
export interface MemoryRevocationList extends RevocationList {
  readonly maxTokenLifetime: number
  isRevoked(token: RevocableToken): boolean
  /**
   * Withdraws, from the next request on. Throws a ConfigError, which names the property, for a withdrawal
   * that is none, and a DependencyError where there is no room.
   */
  revoke(revocation: Revocation): void
  /** Withdrawals remembered, with some that have expired already. */
  readonly size: number
}

const PRESET_ENTRIES = 1_000_000
const MOST_ENTRIES = 100_000_000
const PRESET_LIFETIME = 2_592_000
const LONGEST_LIFETIME = 315_360_000

/**
 * Makes a revocation list in the memory of this process, for one process, or one that is told of every
 * withdrawal anew whenever it starts.
 *
 * A check takes less than a microsecond. Bounded: where `maxEntries` withdrawals are remembered, and
 * none of them has expired, `revoke` throws; none is forgotten to make room. What it knows ends with the
 * process: with several, take `@countersign/redis`. Throws a ConfigError.
 */
export function memoryRevocationList(
  options: MemoryRevocationListOptions = {},
): MemoryRevocationList {
  const given: unknown = options
  assertObject('options', given)
  assertKnownNames('', given, ['maxEntries', 'maxTokenLifetime', 'clock'])
  const {
    maxEntries = PRESET_ENTRIES,
    maxTokenLifetime = PRESET_LIFETIME,
    clock = Date.now,
  } = options
  assertNumber('maxEntries', maxEntries, { min: 1, max: MOST_ENTRIES, integer: true })
  assertNumber('maxTokenLifetime', maxTokenLifetime, { min: 60, max: LONGEST_LIFETIME })
  assertFunction('clock', clock)
  return new MemoryList(maxEntries, maxTokenLifetime, clock)
}

class MemoryList implements MemoryRevocationList {
  readonly maxTokenLifetime: number
  readonly #entries: RevocationEntries
  readonly #clock: () => number

  constructor(maxEntries: number, maxTokenLifetime: number, clock: () => number) {
    this.maxTokenLifetime = maxTokenLifetime
    this.#entries = new RevocationEntries(maxEntries)
    this.#clock = clock
  }

  get size(): number {
    return this.#entries.size
  }

  isRevoked(token: RevocableToken): boolean {
    return this.#entries.forbids(token, this.#now())
  }

  revoke(revocation: Revocation): void {
    const now = this.#now()
    const { maxTokenLifetime } = this
    this.#entries.hold(revocationEntry(revocation, { now, maxTokenLifetime }), now)
    if (REVOCATION.hasSubscribers) {
      REVOCATION.publish({ event: 'withdrawn', list: 'memory', revocation })
    }
  }

  /** Nothing is told by a clock without a number. */
  #now(): number {
    const now = this.#clock() / 1000
    if (Number.isFinite(now)) return now
    throw new DependencyError('The revocation list does not know the time')
  }
}
