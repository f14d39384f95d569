import { createHash } from 'node:crypto'

/**
 * Remembers what may be used once: a `ReplayStore` of `@countersign/core` or `@countersign/redis`. `add` is
 * false for a key that is there, and rejects where it cannot be told. `expiresAt` in seconds.
 */
export interface UsedAssertions {
  add(key: string, expiresAt: number): boolean | Promise<boolean>
}

/** The use of something that is good once. */
interface Use {
  /** Who uses it. */
  readonly clientId: string
  readonly name: readonly string[]
  /** Seconds since the epoch. */
  readonly expiresAt: number
}

/** Tells whether a use is the first one; throws, or rejects, where that cannot be told. */
export type IsFirstUse = (use: Use) => boolean | Promise<boolean>

/** Asks a store of the application's. */
export function firstUseIn(store: UsedAssertions): IsFirstUse {
  return ({ name, expiresAt }) => store.add(JSON.stringify(name), expiresAt)
}

const MOST = 100_000
/** Beyond this many, no client may have more than its share. */
const PLENTY = MOST / 2
const SHARE = MOST / 10

interface Remembered {
  readonly clientId: string
  readonly expiresAt: number
}

/**
 * Remembers in the memory of this process, 100 000 at a time, by their digests: what a client makes up may
 * be long. When none of them has expired, it throws; for a client that fills it alone, long before.
 */
export function firstUseInMemory(clock: () => number): IsFirstUse {
  const used = new Map<string, Remembered>()
  const shares = new Map<string, number>()
  let sweptAt = Number.NEGATIVE_INFINITY

  function count(clientId: string, change: number): void {
    const share = (shares.get(clientId) ?? 0) + change
    if (share > 0) shares.set(clientId, share)
    else shares.delete(clientId)
  }

  function forget(key: string, { clientId }: Remembered): void {
    used.delete(key)
    count(clientId, -1)
  }

  /** Once a second at most: it looks at all of them. */
  function sweep(now: number): void {
    if (now - sweptAt < 1 && now >= sweptAt) return
    sweptAt = now
    for (const [key, remembered] of used) {
      if (remembered.expiresAt <= now) forget(key, remembered)
    }
  }

  return ({ clientId, name, expiresAt }) => {
    const key = createHash('sha256').update(JSON.stringify(name)).digest('base64url')
    const now = clock() / 1000
    const known = used.get(key)
    if (known && known.expiresAt > now) return false
    if (known) forget(key, known)
    if (used.size >= PLENTY) sweep(now)
    const isGreedy = used.size >= PLENTY && (shares.get(clientId) ?? 0) >= SHARE
    if (isGreedy || used.size >= MOST) throw new Error('too much is remembered of what was used')
    used.set(key, { clientId, expiresAt })
    count(clientId, 1)
    return true
  }
}
