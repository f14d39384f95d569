import type { KeyRing } from './key-ring.js'
import { openSharedRing, secondsOf } from './open-shared-ring.js'
import { resolveRingOptions, type KeyRingOptions } from './ring-options.js'
import { SigningKeyRing } from './signing-key-ring.js'
import { signingKind } from './signing-kind.js'

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
  const { algorithm, clock, ...resolved } = resolveRingOptions(options)
  const shared = { ...resolved, kind: signingKind(algorithm), now: secondsOf(clock) }
  return new SigningKeyRing(await openSharedRing(shared), shared)
}
