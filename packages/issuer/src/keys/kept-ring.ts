import { inTime } from './in-time.js'
import { KeyRingError } from './key-ring-error.js'
import { tellOf } from './key-ring-channel.js'
import { MAX_SAVE_TIME, type KeyStore, type StoredRing } from './key-store.js'
import { readRing, storedRing } from './ring-document.js'
import { firstRing, type Ring, type RingKey } from './ring.js'
import type { RingKind } from './ring-kind.js'

/** What an instance knows of the ring, and since when nobody can have known better. */
interface Known<Key extends RingKey, Retired extends RingKey> {
  readonly ring: Ring<Key, Retired>
  readonly stored: StoredRing
  /** Seconds. */
  readonly asOf: number
}

export interface KeptRingOptions<Key extends RingKey, Retired extends RingKey> {
  readonly kind: RingKind<Key, Retired>
  readonly store: KeyStore
  /** The time, in seconds. */
  readonly now: () => number
  /** Whether what was known at that time may not be relied on any more. */
  readonly isStale: (asOf: number) => boolean
}

/** The ring in its store, and the newest version of it that this instance has seen: that only goes up. */
export class KeptRing<Key extends RingKey, Retired extends RingKey> {
  readonly #options: KeptRingOptions<Key, Retired>
  #known: Known<Key, Retired>

  private constructor(options: KeptRingOptions<Key, Retired>, known: Known<Key, Retired>) {
    this.#options = options
    this.#known = known
  }

  /** Loads the ring, or makes the first one: of several who do, all get the same. */
  static async open<Key extends RingKey, Retired extends RingKey>(
    options: KeptRingOptions<Key, Retired>,
  ): Promise<KeptRing<Key, Retired>> {
    const { kind, store, now } = options
    for (let attempt = 0; attempt < 3; attempt++) {
      const asOf = now()
      const stored = await load(store)
      if (stored) return new KeptRing(options, { ring: await readRing(kind, stored), stored, asOf })
      const keys = [await kind.make(), await kind.make()] as const
      await save(store, storedRing(kind, firstRing(keys, now())), undefined)
    }
    throw new KeyRingError('store_failed', 'The key store has no ring, and takes none')
  }

  get ring(): Ring<Key, Retired> {
    return this.#known.ring
  }

  /** The second that the ring is known to have been so at. */
  get asOf(): number {
    return this.#known.asOf
  }

  /** Looks what the store has. Rejects with a KeyRingError, and then nothing has changed. */
  async look(): Promise<void> {
    const { kind, store, now } = this.#options
    const { version } = this.ring
    const asOf = now()
    const stored = await load(store)
    const isKnown = stored?.document === this.#known.stored.document
    const ring = isKnown ? this.ring : stored && (await readRing(kind, stored))
    if (stored && ring && ring.version >= version) this.#take(ring, stored, asOf)
    else await this.#putBack(ring?.version, asOf)
  }

  /** Puts a ring in the place of the version before it. `false`: somebody else was first. */
  async replace(ring: Ring<Key, Retired>): Promise<boolean> {
    const { kind, store, now } = this.#options
    const stored = storedRing(kind, ring)
    const asOf = now()
    if (await save(store, stored, ring.version - 1)) {
      this.#take(ring, stored, asOf)
      return true
    }
    await this.look()
    // A client that sends a call again, after its connection broke, finds that somebody was first: itself.
    return this.#known.stored.document === stored.document
  }

  #take(ring: Ring<Key, Retired>, stored: StoredRing, asOf: number): void {
    const known = this.#known
    // It was on its way while a newer one came.
    if (ring.version < known.ring.version) return
    if (ring.version === known.ring.version && stored.document !== known.stored.document) {
      throw new KeyRingError('rolled_back', 'The key store gave another ring of a known version')
    }
    this.#known = { ring, stored, asOf }
    if (ring.version > known.ring.version) tellOf(this.#options.kind.use, 'changed', ring)
  }

  /** A store that has lost its memory, or its last words, gets them back. An older ring is never taken. */
  async #putBack(older: number | undefined, asOf: number): Promise<void> {
    const { kind, store, isStale } = this.#options
    const known = this.#known
    // Who has not looked for long does not know what became of the ring meanwhile.
    if (isStale(known.asOf) || !(await save(store, known.stored, older))) {
      throw new KeyRingError('rolled_back', 'The key store gave an older ring than before, or none')
    }
    this.#take(known.ring, known.stored, asOf)
    tellOf(kind.use, 'put_back', known.ring)
  }
}

async function load(store: KeyStore): Promise<StoredRing | undefined> {
  return asked(async () => store.load())
}

async function save(
  store: KeyStore,
  ring: StoredRing,
  expected: number | undefined,
): Promise<boolean> {
  return asked(async () => store.save(ring, expected))
}

async function asked<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await inTime(MAX_SAVE_TIME, ask())
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : 'it gave no reason'
    throw new KeyRingError('store_failed', `The key store failed: ${detail}`, { cause })
  }
}
