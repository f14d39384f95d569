import type { JWK } from 'jose'

/** What every key of a ring has, whatever it is for. */
export interface RingKey {
  readonly kid: string
  readonly algorithm: string
  readonly publicJwk: JWK
}

/** Times of a key whose turn comes next, in whole seconds since the epoch. */
export interface NextTimes {
  /** Since when it is in the ring. */
  readonly madeAt: number
}

/** Times of the key whose turn it is. */
export interface CurrentTimes extends NextTimes {
  readonly currentSince: number
}

/** Times of a key that had its turn. */
export interface RetiringTimes extends CurrentTimes {
  readonly keptUntil: number
}

/**
 * Keys that take turns, each in its state; and what is left of a key that had its turn, for the tokens of
 * that time. Never changed: a change is another ring.
 */
export interface Ring<Key extends RingKey = RingKey, Retired extends RingKey = RingKey> {
  readonly version: number
  readonly next: Key & NextTimes
  readonly current: Key & CurrentTimes
  /** Those that retired last come first. */
  readonly retiring: readonly (Retired & RetiringTimes)[]
}

/** How long keys stay in their states, in seconds. */
export interface RingTimes {
  /** How long a key is the next one, at least. */
  readonly nextFor: number
  /** How long a key is kept after its turn. */
  readonly retiringFor: number
}

/** The most keys of a ring, so that no document of it, and no key set, grows without end. */
export const MAX_KEYS = 50

/** The first ring: a key has its turn at once, since nobody has fetched any keys before. */
export function firstRing<Key extends RingKey>(
  keys: readonly [Key, Key],
  now: number,
): Ring<Key, never> {
  return renewedRing(0, keys, now)
}

/** Both keys anew, and no other key kept. */
export function revokedRing<Key extends RingKey>(
  ring: Ring,
  keys: readonly [Key, Key],
  now: number,
): Ring<Key, never> {
  return renewedRing(ring.version, keys, now)
}

/** From when on the next key may have its turn. */
export function nextMayFrom({ next }: Ring, { nextFor }: RingTimes): number {
  return next.madeAt + nextFor
}

/** Every state moves on by one: next → current → retiring → gone. `retired` is what is left of the current key. */
export function rotatedRing<Key extends RingKey, Retired extends RingKey>(
  ring: Ring<Key, Retired>,
  key: Key,
  retired: Retired,
  now: number,
  { retiringFor }: RingTimes,
): Ring<Key, Retired> {
  const { madeAt, currentSince } = ring.current
  return {
    version: ring.version + 1,
    next: { ...key, madeAt: now },
    current: { ...ring.next, currentSince: now },
    retiring: [
      { ...retired, madeAt, currentSince, keptUntil: now + retiringFor },
      ...keptRetiring(ring, now),
    ],
  }
}

/** Without the keys that are gone; `undefined`: there are none of them. */
export function sweptRing<Key extends RingKey, Retired extends RingKey>(
  ring: Ring<Key, Retired>,
  now: number,
): Ring<Key, Retired> | undefined {
  const retiring = keptRetiring(ring, now)
  if (retiring.length === ring.retiring.length) return undefined
  return { ...ring, version: ring.version + 1, retiring }
}

/** Whether the ring has room for one key more. */
export function hasRoom(ring: Ring, now: number): boolean {
  return keptKeys(ring, now).length < MAX_KEYS
}

/** All keys that are not gone: the current one first. */
export function keptKeys<Key extends RingKey, Retired extends RingKey>(
  ring: Ring<Key, Retired>,
  now: number,
): readonly (Key | Retired)[] {
  return [ring.current, ring.next, ...keptRetiring(ring, now)]
}

/** A key in its state. */
export interface KeyInState<Key extends RingKey> {
  readonly state: 'current' | 'next' | 'retiring'
  readonly key: Key & NextTimes & Partial<RetiringTimes>
}

/** The same with their states and times. */
export function keysInStates<Key extends Retired, Retired extends RingKey>(
  ring: Ring<Key, Retired>,
  now: number,
): readonly KeyInState<Retired>[] {
  return [
    { state: 'current', key: ring.current },
    { state: 'next', key: ring.next },
    ...keptRetiring(ring, now).map((key) => ({ state: 'retiring' as const, key })),
  ]
}

/** Those that had their turn, and are not gone. */
function keptRetiring<Retired extends RingKey>(
  { retiring }: Ring<RingKey, Retired>,
  now: number,
): readonly (Retired & RetiringTimes)[] {
  return retiring.filter(({ keptUntil }) => now < keptUntil)
}

function renewedRing<Key extends RingKey>(
  version: number,
  [current, next]: readonly [Key, Key],
  now: number,
): Ring<Key, never> {
  return {
    version: version + 1,
    next: { ...next, madeAt: now },
    current: { ...current, madeAt: now, currentSince: now },
    retiring: [],
  }
}
