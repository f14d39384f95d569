import type { SigningKey } from '../signing-key.js'
import type { KeyRingStatus, KeyStatus } from './key-ring.js'
import type { PublicKey } from './public-key.js'
import { keysInStates, type KeyInState, type Ring } from './ring.js'

/** What may be told of a ring at that time. */
export function ringStatus(
  ring: Ring<SigningKey, PublicKey>,
  asOf: number,
  now: number,
  lastError: string | undefined,
): KeyRingStatus {
  const keys = keysInStates(ring, now).map(keyStatus)
  return { version: ring.version, asOf, lastError, keys }
}

function keyStatus({ state, key }: KeyInState<PublicKey>): KeyStatus {
  const { kid, algorithm, madeAt, currentSince, keptUntil } = key
  return {
    kid,
    algorithm,
    state,
    publishedAt: madeAt,
    signsSince: currentSince,
    publishedUntil: keptUntil,
  }
}
