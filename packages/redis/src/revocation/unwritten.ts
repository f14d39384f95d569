import type { RevocationEntry } from '@countersign/core/revocation'
import { nameToText } from './entry-text.js'
import type { News } from './shared-revocations.js'

/** An entry that Redis has to be told of, and whoever waits for that. */
interface Item {
  readonly entry: RevocationEntry
  waiting: readonly Waiting[]
}

interface Waiting {
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

/** What Redis may not know yet. Kept until it does, whatever happens to it meanwhile. */
export class Unwritten {
  readonly #most: number
  readonly #items = new Map<string, Item>()

  constructor(most: number) {
    this.#most = most
  }

  get size(): number {
    return this.#items.size
  }

  get hasRoom(): boolean {
    return this.#items.size < this.#most
  }

  add(entry: RevocationEntry, waiting: readonly Waiting[] = []): void {
    const held = this.#items.get(entry.name)
    this.#items.set(entry.name, {
      entry: held ? larger(held.entry, entry) : entry,
      waiting: [...(held?.waiting ?? []), ...waiting],
    })
  }

  /** The oldest ones; they stay until they are said to be written. */
  first(count: number): readonly Item[] {
    const items: Item[] = []
    for (const item of this.#items.values()) {
      if (items.length >= count) break
      items.push(item)
    }
    return items
  }

  /** Redis knows these now, but those that it had no room for. */
  written(items: readonly Item[], { refused, hasMore }: Pick<News, 'refused' | 'hasMore'>): void {
    for (const item of items) {
      const { name } = item.entry
      const isRefused = refused.size > 0 && refused.has(nameToText(name))
      // Behind what was read there is no gap to be seen if Redis loses it: it is written once more then.
      const stays = hasMore && !isRefused
      // Another one of its name may have come meanwhile.
      if (!stays && this.#items.get(name) === item) this.#items.delete(name)
      for (const one of item.waiting) {
        if (isRefused) one.reject(new Error('the revocation list in Redis is full'))
        else one.resolve()
      }
      item.waiting = []
    }
  }

  /** Nobody waits any longer, and everything is tried again. */
  failed(error: Error): void {
    for (const item of this.#items.values()) {
      for (const { reject } of item.waiting) reject(error)
      item.waiting = []
    }
  }
}

function larger(one: RevocationEntry, other: RevocationEntry): RevocationEntry {
  return {
    name: one.name,
    expiry: Math.max(one.expiry, other.expiry),
    before: Math.max(one.before, other.before),
  }
}
