import { createHash } from 'node:crypto'

/**
 * Remembers what may be used once: a `ReplayStore` of `@countersign/core` or `@countersign/redis`. `add` is
 * false for a key that is there, and rejects where it cannot be told. `expiresAt` in seconds.
 */
export interface UsedAssertions {
  add(key: string, expiresAt: number): boolean | Promise<boolean>
}

const MOST = 100_000

/**
 * Remembers in the memory of this process, 100 000 at a time, by their digests: what a client makes up may
 * be long. When none of them has expired, `add` throws.
 */
export function memoryUsedAssertions(clock: () => number): UsedAssertions {
  const used = new Map<string, number>()
  let firstExpiry = Number.POSITIVE_INFINITY
  const sweep = (now: number): void => {
    firstExpiry = Number.POSITIVE_INFINITY
    for (const [key, expiry] of used) {
      if (expiry <= now) used.delete(key)
      else firstExpiry = Math.min(firstExpiry, expiry)
    }
  }
  return {
    add(name, expiresAt) {
      const key = createHash('sha256').update(name).digest('base64url')
      const now = clock() / 1000
      const expiry = used.get(key)
      if (expiry !== undefined && expiry > now) return false
      if (used.size >= MOST / 2 && firstExpiry <= now) sweep(now)
      if (used.size >= MOST) throw new Error('too many client assertions are remembered')
      used.set(key, expiresAt)
      firstExpiry = Math.min(firstExpiry, expiresAt)
      return true
    },
  }
}
