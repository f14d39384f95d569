import type { SigningKey } from '../signing-key.js'
import type { KeyRingStatus, KeyStatus } from './key-ring.js'
import type { PublicKey } from './public-key.js'
import {
  keptRetiring,
  type CurrentTimes,
  type NextTimes,
  type RetiringTimes,
  type Ring,
} from './ring.js'

/** What may be told of a ring at that time. */
export function ringStatus(
  ring: Ring<SigningKey, PublicKey>,
  asOf: number,
  now: number,
  lastError: string | undefined,
): KeyRingStatus {
  const keys = [
    keyStatus('current', ring.current),
    keyStatus('next', ring.next),
    ...keptRetiring(ring, now).map((key) => keyStatus('retiring', key)),
  ]
  return { version: ring.version, asOf, lastError, keys }
}

function keyStatus(
  state: KeyStatus['state'],
  key: PublicKey & NextTimes & Partial<CurrentTimes & RetiringTimes>,
): KeyStatus {
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
