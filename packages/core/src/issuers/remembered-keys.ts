import { LRUCache } from 'lru-cache'
import type { ExportedIssuerKeys } from '../keys/exported-keys.js'

/** Imported keys of issuers that nobody has vouched for yet. Bounded: the first ones in go. */
export class RememberedKeys {
  readonly #entries: LRUCache<string, ExportedIssuerKeys>

  constructor(limit: number) {
    this.#entries = new LRUCache({ max: limit })
  }

  /** Remembers keys, unless newer ones of that issuer are remembered. */
  add(entry: ExportedIssuerKeys): void {
    const held = this.#entries.peek(entry.issuer)
    if (held && held.fetchedAt > entry.fetchedAt) return
    this.#entries.set(entry.issuer, entry)
  }

  /** Hands the keys of an issuer over, once: later they could bring back a withdrawn key. */
  take(issuer: string): ExportedIssuerKeys | undefined {
    const entry = this.#entries.peek(issuer)
    this.#entries.delete(issuer)
    return entry
  }

  /** What nobody has taken yet. */
  values(): readonly ExportedIssuerKeys[] {
    return [...this.#entries.rvalues()].filter((entry) => entry !== undefined)
  }

  clear(): void {
    this.#entries.clear()
  }
}
