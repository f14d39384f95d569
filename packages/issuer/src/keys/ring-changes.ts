import { generateSigningKey } from '../signing-key.js'
import type { KeptRing } from './kept-ring.js'
import { KeyRingError } from './key-ring-error.js'
import type { Rotation } from './key-ring.js'
import type { ResolvedRingOptions } from './ring-options.js'
import { hasRoom, nextSignsFrom, revokedRing, rotatedRing, sweptRing, type Ring } from './ring.js'

/** How often a change is tried again because somebody else was first with another one. */
const ATTEMPTS = 5

/** What changes are made with. `now` in seconds. */
export interface ChangeOptions extends ResolvedRingOptions {
  readonly now: () => number
}

/** Rotates the ring away from the key of that name, unless that has been done or may not be done yet. */
export async function rotate(
  kept: KeptRing,
  options: ChangeOptions,
  { from, force }: { readonly from: string; readonly force: boolean },
): Promise<Rotation> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const { ring } = kept
    const current = ring.current.kid
    if (current !== from) return { outcome: 'taken_over', current }
    const now = options.now()
    const earliest = nextSignsFrom(ring, options)
    if (!force && now < earliest) return { outcome: 'too_early', current, from: earliest }
    if (!hasRoom(ring, now)) return { outcome: 'too_many_keys', current }
    if (await rotated(kept, options)) return { outcome: 'rotated', current: ring.next.kid }
  }
  throw tooBusy()
}

/** Puts new keys in the place of all. */
export async function revoke(kept: KeptRing, options: ChangeOptions): Promise<void> {
  const { algorithm, now } = options
  const keys = [await generateSigningKey(algorithm), await generateSigningKey(algorithm)] as const
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (await kept.replace(revokedRing(kept.ring, keys, now()))) return
  }
  throw tooBusy()
}

/** Rotates the ring if its time has come, and takes out what is gone. Whoever is first does it. */
export async function doWhatIsDue(kept: KeptRing, options: ChangeOptions): Promise<void> {
  const { ring } = kept
  const now = options.now()
  const swept = sweptRing(ring, now)
  if (isDue(ring, options, now)) await rotated(kept, options)
  else if (swept) await kept.replace(swept)
}

function isDue(ring: Ring, options: ChangeOptions, now: number): boolean {
  const { rotateEvery } = options
  if (rotateEvery === false || now < ring.current.signsSince + rotateEvery) return false
  return now >= nextSignsFrom(ring, options) && hasRoom(ring, now)
}

async function rotated(kept: KeptRing, options: ChangeOptions): Promise<boolean> {
  const { ring } = kept
  const key = await generateSigningKey(options.algorithm)
  return kept.replace(rotatedRing(ring, key, options.now(), options))
}

function tooBusy(): KeyRingError {
  return new KeyRingError(
    'store_failed',
    'The key ring could not be changed: others always were first',
  )
}
