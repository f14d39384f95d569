import { isPast } from './is-past.js'
import { KeptRing } from './kept-ring.js'
import type { KeyStore } from './key-store.js'
import type { RingKey } from './ring.js'
import { SharedRing, type SharedRingOptions } from './shared-ring.js'

/** Loads a ring from its store, or makes the first one there, and looks after it from then on. */
export async function openSharedRing<Key extends RingKey, Retired extends RingKey>(
  options: SharedRingOptions<Key, Retired> & { readonly store: KeyStore },
): Promise<SharedRing<Key, Retired>> {
  const { kind, store, staleFor, now } = options
  const isStale = (asOf: number): boolean => isPast(asOf, staleFor, now())
  return new SharedRing(await KeptRing.open({ kind, store, now, isStale }), options)
}

/** The time of a clock in seconds. */
export function secondsOf(clock: () => number): () => number {
  return () => {
    const whole = Math.floor(clock() / 1000)
    // Nobody could read what a ring would say about its keys then.
    if (!Number.isSafeInteger(whole) || whole < 0) throw new TypeError('"clock" must give a time')
    return whole
  }
}
