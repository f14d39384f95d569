import { assertFunction, assertOptions, assertWhole } from '../config/assert.js'
import type {
  RefreshTokenFamily,
  RefreshTokenRotation,
  RefreshTokenStore,
  RotationOutcome,
} from './refresh-token-store.js'

/** Options of {@link memoryRefreshTokenStore}. */
export interface MemoryRefreshTokenStoreOptions {
  /** Most grants remembered at a time, 1 to 10 000 000. Default 100 000, in about 1 kB each. */
  readonly maxEntries?: number
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly clock?: () => number
}

/** A {@link RefreshTokenStore} of this process. */
export interface MemoryRefreshTokenStore extends RefreshTokenStore {
  add(family: RefreshTokenFamily): void
  find(grantId: string): RefreshTokenFamily | undefined
  rotate(rotation: RefreshTokenRotation): RotationOutcome
  revoke(grantId: string): boolean
  /** Grants held, with some that have expired already. */
  readonly size: number
}

/** Seconds. Expired entries are swept as new ones come, and not at each of them. */
const SWEEP_EVERY = 60

/**
 * Makes a refresh token store in the memory of this process. A restart forgets everything, and everybody
 * has to log in again; other processes know nothing of it: there, take `@countersign/redis`.
 *
 * Bounded: when `maxEntries` grants are remembered, and none has expired, `add` throws. No grant is
 * forgotten to make room, so nobody can push out the logins of others. Throws a TypeError.
 */
export function memoryRefreshTokenStore(
  options: MemoryRefreshTokenStoreOptions = {},
): MemoryRefreshTokenStore {
  assertOptions('memoryRefreshTokenStore', options, ['maxEntries', 'clock'])
  const { maxEntries = 100_000, clock = Date.now } = options
  assertWhole('maxEntries', maxEntries, [1, 10_000_000], 'numbers')
  assertFunction('clock', clock)
  return new MapStore(maxEntries, clock)
}

interface Entry {
  family: RefreshTokenFamily
  /** The token that was good before, when it was used, and whether it was used once more. */
  readonly previous?: { readonly digest: string; readonly at: number; readonly retried: boolean }
}

class MapStore implements MemoryRefreshTokenStore {
  readonly #entries = new Map<string, Entry>()
  readonly #maxEntries: number
  readonly #clock: () => number
  #sweptAt = Number.NEGATIVE_INFINITY

  constructor(maxEntries: number, clock: () => number) {
    this.#maxEntries = maxEntries
    this.#clock = clock
  }

  get size(): number {
    return this.#entries.size
  }

  add(family: RefreshTokenFamily): void {
    this.#sweep()
    if (this.#entries.size >= this.#maxEntries) throw new Error('the refresh token store is full')
    if (this.#entries.has(family.grantId)) throw new Error('the grant is known already')
    this.#entries.set(family.grantId, { family })
  }

  find(grantId: string): RefreshTokenFamily | undefined {
    return this.#live(grantId)?.family
  }

  rotate(rotation: RefreshTokenRotation): RotationOutcome {
    const entry = this.#live(rotation.grantId)
    if (!entry) return 'unknown'
    const { family, previous } = entry
    if (family.revoked) return 'replayed'
    if (family.digest === rotation.to) return 'rotated'
    const isRetry = family.digest !== rotation.from
    if (isRetry && !mayRetry(previous, rotation)) {
      this.revoke(rotation.grantId)
      return 'replayed'
    }
    const { from: digest, to, expiresAt, now } = rotation
    this.#entries.set(rotation.grantId, {
      family: { ...family, digest: to, expiresAt },
      previous: { digest, at: now, retried: isRetry },
    })
    return 'rotated'
  }

  revoke(grantId: string): boolean {
    const entry = this.#live(grantId)
    if (!entry || entry.family.revoked) return false
    entry.family = { ...entry.family, revoked: true }
    return true
  }

  #live(grantId: string): Entry | undefined {
    const now = this.#now()
    const entry = this.#entries.get(grantId)
    if (!entry || entry.family.expiresAt > now) return entry
    this.#entries.delete(grantId)
    return undefined
  }

  /** Seconds. A clock without a number must not make everything look expired. */
  #now(): number {
    const now = this.#clock() / 1000
    if (Number.isFinite(now)) return now
    throw new Error('the refresh token store does not know the time')
  }

  #sweep(): void {
    const now = this.#now()
    if (now - this.#sweptAt < SWEEP_EVERY && now >= this.#sweptAt) return
    this.#sweptAt = now
    for (const [grantId, { family }] of this.#entries) {
      if (family.expiresAt <= now) this.#entries.delete(grantId)
    }
  }
}

function mayRetry(
  previous: Entry['previous'],
  { from, now, retryWindow }: RefreshTokenRotation,
): boolean {
  if (!previous || previous.retried || previous.digest !== from) return false
  const age = (now - previous.at) / 1000
  return age >= 0 && age < retryWindow
}
