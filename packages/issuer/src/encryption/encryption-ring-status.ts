import { keysInStates, type KeyInState, type Ring } from '../keys/ring.js'
import type { EncryptionKey } from './encryption-key.js'
import type { EncryptionKeyRingStatus, EncryptionKeyStatus } from './encryption-key-ring.js'

/** What may be told of a ring at that time. */
export function encryptionRingStatus(
  ring: Ring<EncryptionKey, EncryptionKey>,
  asOf: number,
  now: number,
  lastError: string | undefined,
): EncryptionKeyRingStatus {
  const keys = keysInStates(ring, now).map(keyStatus)
  return { version: ring.version, asOf, lastError, keys }
}

function keyStatus({ state, key }: KeyInState<EncryptionKey>): EncryptionKeyStatus {
  const { kid, algorithm, madeAt, currentSince, keptUntil } = key
  return {
    kid,
    algorithm,
    state,
    storedAt: madeAt,
    publishedSince: currentSince,
    decryptsUntil: keptUntil,
  }
}
