import type { KeyRingStatus, KeyStatus } from './key-ring.js'
import type { PublicKey } from './public-key.js'
import { publishedRetiring, type Ring } from './ring.js'

/** What may be told of a ring at that time. */
export function ringStatus(
  ring: Ring,
  asOf: number,
  now: number,
  lastError: string | undefined,
): KeyRingStatus {
  const keys = [
    keyStatus('current', ring.current),
    keyStatus('next', ring.next),
    ...publishedRetiring(ring, now).map((key) => keyStatus('retiring', key)),
  ]
  return { version: ring.version, asOf, lastError, keys }
}

interface StatusTimes extends PublicKey {
  readonly publishedAt: number
  readonly signsSince?: number
  readonly publishedUntil?: number
}

function keyStatus(state: KeyStatus['state'], key: StatusTimes): KeyStatus {
  const { kid, algorithm, publishedAt, signsSince, publishedUntil } = key
  return { kid, algorithm, state, publishedAt, signsSince, publishedUntil }
}
