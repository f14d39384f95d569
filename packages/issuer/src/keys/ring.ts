import type { SigningKey } from '../signing-key.js'
import type { PublicKey } from './public-key.js'

/** A key that is published, and signs nothing yet. Times are whole seconds since the epoch. */
export interface NextKey extends SigningKey {
  readonly publishedAt: number
}

/** The key that signs. */
export interface CurrentKey extends NextKey {
  readonly signsSince: number
}

/** A key that signs nothing any more, and is published for the tokens that it signed: no private half. */
export interface RetiringKey extends PublicKey {
  readonly publishedAt: number
  readonly signsSince: number
  readonly publishedUntil: number
}

/** The keys of an issuer, each in its state. Never changed: a change is another ring. */
export interface Ring {
  readonly version: number
  readonly next: NextKey
  readonly current: CurrentKey
  /** Those that retired last come first. */
  readonly retiring: readonly RetiringKey[]
}

/** How long keys stay in their states, in seconds. */
export interface RingTimes {
  /** How long a key is published before it may sign. */
  readonly publishedBefore: number
  /** How long a key is published after it signed last. */
  readonly publishedAfter: number
}

/** The most keys of a ring, so that no document of it, and no key set, grows without end. */
export const MAX_KEYS = 50

/** The first ring: it signs at once, since nobody has fetched any keys of this issuer before. */
export function firstRing(keys: readonly [SigningKey, SigningKey], now: number): Ring {
  return renewedRing(0, keys, now)
}

/** Both keys anew, and no other key published. */
export function revokedRing(
  ring: Ring,
  keys: readonly [SigningKey, SigningKey],
  now: number,
): Ring {
  return renewedRing(ring.version, keys, now)
}

/** From when on the next key may sign. */
export function nextSignsFrom({ next }: Ring, { publishedBefore }: RingTimes): number {
  return next.publishedAt + publishedBefore
}

/** Every state moves on by one: next → current → retiring → gone. */
export function rotatedRing(ring: Ring, key: SigningKey, now: number, times: RingTimes): Ring {
  const { privateKey: _erased, ...retired } = ring.current
  return {
    version: ring.version + 1,
    next: { ...key, publishedAt: now },
    current: { ...ring.next, signsSince: now },
    retiring: [
      { ...retired, publishedUntil: now + times.publishedAfter },
      ...publishedRetiring(ring, now),
    ],
  }
}

/** Without the keys that are gone; `undefined`: there are none of them. */
export function sweptRing(ring: Ring, now: number): Ring | undefined {
  const retiring = publishedRetiring(ring, now)
  if (retiring.length === ring.retiring.length) return undefined
  return { ...ring, version: ring.version + 1, retiring }
}

/** Whether the ring has room for one key more. */
export function hasRoom(ring: Ring, now: number): boolean {
  return publishedKeys(ring, now).length < MAX_KEYS
}

/** The keys to publish: the one that signs first. */
export function publishedKeys(ring: Ring, now: number): readonly PublicKey[] {
  return [ring.current, ring.next, ...publishedRetiring(ring, now)]
}

/** Those that are not gone. */
export function publishedRetiring({ retiring }: Ring, now: number): readonly RetiringKey[] {
  return retiring.filter(({ publishedUntil }) => now < publishedUntil)
}

function renewedRing(
  version: number,
  [current, next]: readonly [SigningKey, SigningKey],
  now: number,
): Ring {
  return {
    version: version + 1,
    next: { ...next, publishedAt: now },
    current: { ...current, publishedAt: now, signsSince: now },
    retiring: [],
  }
}
