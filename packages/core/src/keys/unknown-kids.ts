import { hash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { WantedKey } from './key-source.js'

/** How many names are remembered; the ones that were missed first go. */
const MAX_REMEMBERED = 1_000

/** Longest name that is kept as it is. A stranger chooses them. */
const MAX_LENGTH = 100

/**
 * Keys that a provider does not have, by an answer of just now. Asking for them again would take the
 * refresh of a cooldown away from a key that may be new.
 */
export class UnknownKids {
  readonly #cooldown: number
  // Seconds since the epoch, by name. Made when it is needed: it takes its room from the start.
  #missedAt: LRUCache<string, number> | undefined

  /**
   * `cooldown`: seconds that a miss is remembered. Were it longer, a key would be refused that was
   * asked for before it was published.
   */
  constructor(cooldown: number) {
    this.#cooldown = cooldown
  }

  has(wanted: WantedKey, now: number): boolean {
    const elapsed = now - (this.#missedAt?.peek(nameOf(wanted)) ?? Number.NEGATIVE_INFINITY)
    return elapsed >= 0 && elapsed < this.#cooldown
  }

  add(wanted: WantedKey, now: number): void {
    this.#missedAt ??= new LRUCache({ max: MAX_REMEMBERED })
    this.#missedAt.set(nameOf(wanted), now)
  }
}

function nameOf({ algorithm, kid }: WantedKey): string {
  const name = JSON.stringify([algorithm, kid ?? null])
  return name.length > MAX_LENGTH ? hash('sha256', name) : name
}
