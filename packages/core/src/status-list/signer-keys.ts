import { LRUCache } from 'lru-cache'
import type { StatusSigner } from '../config/resolve-status-list.js'
import { keySourceOf, type Surroundings } from '../keys/key-source-of.js'
import type { KeySource } from '../keys/key-source.js'

/** Seconds without use after which the keys of a signer are refreshed no more. */
const IDLE_AFTER = 3_600

/** The keys of those who sign status lists, and not the tokens. Bounded, as issuers are. */
export class SignerKeys {
  readonly #surroundings: Surroundings
  readonly #sources: LRUCache<string, KeySource>

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings
    this.#sources = new LRUCache({ max: surroundings.limits.issuers, dispose: releaseEvicted })
  }

  /** Throws a ConfigError for static keys of which none is usable. */
  of(signer: StatusSigner): KeySource {
    const known = this.#sources.get(signer.id)
    if (known) return known
    const made = keySourceOf(signer, this.#surroundings, IDLE_AFTER)
    this.#sources.set(signer.id, made)
    return made
  }

  close(): void {
    for (const keys of this.#sources.values()) keys?.close()
    this.#sources.clear()
  }
}

/** Whoever waits for keys still gets them. */
function releaseEvicted(keys: KeySource, _id: string, reason: string): void {
  if (reason === 'evict') keys.release()
}
