import { openSharedRing, secondsOf } from '../keys/open-shared-ring.js'
import { DecryptingKeyRing } from './decrypting-key-ring.js'
import type { EncryptionKeyRing } from './encryption-key-ring.js'
import { encryptionKind } from './encryption-kind.js'
import {
  resolveEncryptionRingOptions,
  type EncryptionKeyRingOptions,
} from './encryption-ring-options.js'

/**
 * Makes a ring of keys for whoever receives encrypted tokens: loads it from the store, or makes the first one
 * there.
 *
 * A key decrypts before it is published, so that every instance knows it before anybody encrypts to it, and
 * until the last token that was encrypted to it has expired. Instances that share a store share the ring, and
 * one of them rotates it when it is due.
 *
 * Rejects with a TypeError that names the option that is wrong, and with a KeyRingError if the store cannot
 * be asked or has no sound ring, such as one of signing keys. A ring that cannot be read is never replaced by a
 * new one.
 */
export async function createEncryptionKeyRing(
  options: EncryptionKeyRingOptions = {},
): Promise<EncryptionKeyRing> {
  const { algorithm, curve, clock, ...resolved } = resolveEncryptionRingOptions(options)
  const shared = { ...resolved, kind: encryptionKind(algorithm, curve), now: secondsOf(clock) }
  return new DecryptingKeyRing(await openSharedRing(shared), shared)
}
