import type { KeptRing } from './kept-ring.js'
import { KeyRingError } from './key-ring-error.js'
import type { Rotation } from './key-ring.js'
import {
  hasRoom,
  nextMayFrom,
  revokedRing,
  rotatedRing,
  sweptRing,
  type Ring,
  type RingKey,
  type RingTimes,
} from './ring.js'
import type { RingKind } from './ring-kind.js'

/** How often a change is tried again because somebody else was first with another one. */
const ATTEMPTS = 5

/** When changes are due, in seconds. */
interface ChangeTimes extends RingTimes {
  /** How long a key is the current one; `false`: until somebody rotates the ring. */
  readonly rotateEvery: number | false
}

/** What changes are made with. `now` in seconds. */
export interface ChangeOptions<Key extends RingKey, Retired extends RingKey> extends ChangeTimes {
  readonly kind: RingKind<Key, Retired>
  readonly now: () => number
}

/** Rotates the ring away from the key of that name, unless that has been done or may not be done yet. */
export async function rotate<Key extends RingKey, Retired extends RingKey>(
  kept: KeptRing<Key, Retired>,
  options: ChangeOptions<Key, Retired>,
  { from, force }: { readonly from: string; readonly force: boolean },
): Promise<Rotation> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const { ring } = kept
    const current = ring.current.kid
    if (current !== from) return { outcome: 'taken_over', current }
    const now = options.now()
    const earliest = nextMayFrom(ring, options)
    if (!force && now < earliest) return { outcome: 'too_early', current, from: earliest }
    if (!hasRoom(ring, now)) return { outcome: 'too_many_keys', current }
    if (await rotated(kept, options)) return { outcome: 'rotated', current: ring.next.kid }
  }
  throw tooBusy()
}

/** Puts new keys in the place of all. */
export async function revoke<Key extends RingKey, Retired extends RingKey>(
  kept: KeptRing<Key, Retired>,
  options: ChangeOptions<Key, Retired>,
): Promise<void> {
  const { kind, now } = options
  const keys = [await kind.make(), await kind.make()] as const
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (await kept.replace(revokedRing(kept.ring, keys, now()))) return
  }
  throw tooBusy()
}

/** Rotates the ring if its time has come, and takes out what is gone. Whoever is first does it. */
export async function doWhatIsDue<Key extends RingKey, Retired extends RingKey>(
  kept: KeptRing<Key, Retired>,
  options: ChangeOptions<Key, Retired>,
): Promise<void> {
  const { ring } = kept
  const now = options.now()
  const swept = sweptRing(ring, now)
  if (isDue(ring, options, now)) await rotated(kept, options)
  else if (swept) await kept.replace(swept)
}

function isDue(ring: Ring, options: ChangeTimes, now: number): boolean {
  const { rotateEvery } = options
  if (rotateEvery === false || now < ring.current.currentSince + rotateEvery) return false
  return now >= nextMayFrom(ring, options) && hasRoom(ring, now)
}

async function rotated<Key extends RingKey, Retired extends RingKey>(
  kept: KeptRing<Key, Retired>,
  options: ChangeOptions<Key, Retired>,
): Promise<boolean> {
  const { ring } = kept
  const { kind, now } = options
  const key = await kind.make()
  return kept.replace(rotatedRing(ring, key, kind.retire(ring.current), now(), options))
}

function tooBusy(): KeyRingError {
  return new KeyRingError(
    'store_failed',
    'The key ring could not be changed: others always were first',
  )
}
