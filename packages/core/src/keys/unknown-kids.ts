import { hash } from 'node:crypto'
import type { WantedKey } from './key-source.js'

/** How many names are remembered; the oldest goes. */
const MAX_REMEMBERED = 1_000

/** Longest name that is kept as it is. A stranger chooses them. */
const MAX_LENGTH = 100

/** Seconds. Longer, and a key would be missed that was asked for before it was published. */
const MAX_WAIT = 120

interface Miss {
  readonly at: number
  readonly wait: number
}

/**
 * Keys that a provider was asked for in vain.
 *
 * A client that comes back with its outdated token again and again must not have the provider asked
 * at every end of a cooldown: after each miss of the same key the pause doubles, up to two minutes.
 */
export class UnknownKids {
  readonly #cooldown: number
  readonly #misses = new Map<string, Miss>()

  /** `cooldown`: the first pause, in seconds. */
  constructor(cooldown: number) {
    this.#cooldown = cooldown
  }

  /** Whether asking again would be too soon. */
  has(wanted: WantedKey, now: number): boolean {
    const miss = this.#misses.get(nameOf(wanted))
    return miss !== undefined && now >= miss.at && now - miss.at < miss.wait
  }

  /** Remembers that the provider, asked just now, does not have this key. */
  add(wanted: WantedKey, now: number): void {
    // Of two thousand that waited for one answer, the first has told.
    if (this.has(wanted, now)) return
    const name = nameOf(wanted)
    const wait = (this.#misses.get(name)?.wait ?? this.#cooldown / 2) * 2
    this.#misses.delete(name)
    this.#misses.set(name, { at: now, wait: Math.min(wait, MAX_WAIT) })
    const [oldest] = this.#misses.keys()
    if (this.#misses.size > MAX_REMEMBERED && oldest !== undefined) this.#misses.delete(oldest)
  }
}

function nameOf({ algorithm, kid }: WantedKey): string {
  const name = JSON.stringify([algorithm, kid ?? null])
  return name.length > MAX_LENGTH ? hash('sha256', name) : name
}
