import { generateSigningKey } from '../signing-key.js'
import { isPast } from './is-past.js'
import { KeptRing } from './kept-ring.js'
import type { KeyRing } from './key-ring.js'
import { firstRing } from './ring.js'
import { resolveRingOptions, type KeyRingOptions } from './ring-options.js'
import { SharedKeyRing } from './shared-key-ring.js'

/**
 * Makes a key ring: loads it from the store, or makes the first one there.
 *
 * A key is published before it signs, and stays published until the last token that it signed has expired.
 * Instances that share a store share the ring, and one of them rotates it when it is due.
 *
 * Rejects with a TypeError that names the option that is wrong, and with a KeyRingError if the store cannot
 * be asked or has no sound ring. A ring that cannot be read is never replaced by a new one.
 */
export async function createKeyRing(options: KeyRingOptions = {}): Promise<KeyRing> {
  const resolved = resolveRingOptions(options)
  const { store, algorithm, staleFor, clock } = resolved
  const now = (): number => seconds(clock())
  const isStale = (asOf: number): boolean => isPast(asOf, staleFor, now())
  const kept = await KeptRing.open({ store, now, isStale }, async () =>
    firstRing([await generateSigningKey(algorithm), await generateSigningKey(algorithm)], now()),
  )
  return new SharedKeyRing(kept, { ...resolved, now })
}

function seconds(milliseconds: number): number {
  const whole = Math.floor(milliseconds / 1000)
  // Nobody could read what a ring would say about its keys then.
  if (!Number.isSafeInteger(whole) || whole < 0) throw new TypeError('"clock" must give a time')
  return whole
}
