import { LRUCache } from 'lru-cache'
import type { IssuerProfile } from '../config/resolve-issuer.js'
import { DependencyError } from '../errors.js'
import type { KeySource } from '../keys/key-source.js'
import type { Issuer } from './issuer.js'
import { asksForThese, keysAsked, type KeysAsked } from './keys-asked.js'

/** How many newcomers are held, at least: a small limit must not keep new tenants out. */
const MIN_NEWCOMERS = 100

/** How many issuers that cannot go one request looks at, at most, to find one that can. */
const MAX_LOOKS = 256
const MAX_IDLE_LOOKS = 4

export interface IssuerPoolOptions {
  /** How many known issuers are held. */
  readonly limit: number
  /** Seconds without use after which an issuer may go. */
  readonly idleAfter: number
  readonly keySource: (profile: IssuerProfile) => KeySource
  /** Milliseconds since the epoch. */
  readonly clock: () => number
}

interface Held extends Issuer {
  readonly asked: KeysAsked
  /** Milliseconds since the epoch. */
  readonly usedAt: number
}

type Part = LRUCache<string, Held>

/**
 * The issuers that a trusted-issuer function has vouched for, with their keys. Bounded.
 *
 * Where the function goes by a pattern, strangers can make up issuers. So those that have signed a
 * token, the known ones, are held apart from the newcomers, which push out each other only, and
 * never one that is loading: that bounds how many fetches run at a time.
 */
export class IssuerPool {
  readonly #options: IssuerPoolOptions
  readonly #maxNewcomers: number
  readonly #known: Part
  readonly #newcomers: Part
  // Let go while somebody was waiting for them.
  readonly #leaving = new Set<KeySource>()

  constructor(options: IssuerPoolOptions) {
    const { limit } = options
    this.#options = options
    this.#maxNewcomers = Math.max(MIN_NEWCOMERS, Math.floor(limit / 4))
    const dispose = ({ keys }: Held, _name: string, reason: string): void => {
      if (reason === 'evict') this.#release(keys)
    }
    this.#known = new LRUCache({ max: limit, dispose })
    // One too many never gets in.
    this.#newcomers = new LRUCache({ max: this.#maxNewcomers })
  }

  /**
   * Holds an issuer by its present profile. Its keys are the ones held, unless the profile names
   * others now. Throws a DependencyError where there is no room for a newcomer.
   */
  hold(profile: IssuerProfile): Issuer {
    const { issuer } = profile
    const usedAt = this.#options.clock()
    const part = this.#known.has(issuer) ? this.#known : this.#newcomers
    const held = part.get(issuer)
    if (!held) this.#makeRoom()
    const same = held !== undefined && asksForThese(held.asked, profile)
    const keys = same ? held.keys : this.#options.keySource(profile)
    part.set(issuer, { profile, keys, asked: same ? held.asked : keysAsked(profile), usedAt })
    if (!same) {
      if (held) this.#release(held.keys)
      // Begun here, and not only when the request asks for its key: until then this one would not
      // count as loading, and a flood could push it out, and have its keys fetched nevertheless.
      keys.ready().catch(() => undefined)
    }
    this.#dropIdle(usedAt)
    return { profile, keys }
  }

  /** A token of that issuer was verified by those keys: no stranger has made it up. */
  confirm({ profile, keys }: Issuer): void {
    const held = this.#newcomers.peek(profile.issuer)
    if (held?.keys !== keys) return
    this.#newcomers.delete(profile.issuer)
    this.#known.set(profile.issuer, held)
  }

  /** The issuer, if it is held. Does not count as use. */
  get(issuer: string): Issuer | undefined {
    return this.#known.peek(issuer) ?? this.#newcomers.peek(issuer)
  }

  /** Every issuer held: the known ones, then the newcomers, each the least recently used first. */
  issuers(): readonly Issuer[] {
    return [...oldestFirst(this.#known), ...oldestFirst(this.#newcomers)]
  }

  close(): void {
    for (const { keys } of this.issuers()) keys.close()
    for (const keys of this.#leaving) keys.close()
  }

  /** Lets the oldest newcomer go that is not loading, if there is no place left. */
  #makeRoom(): void {
    if (this.#newcomers.size < this.#maxNewcomers) return
    let looks = 0
    for (const held of oldestFirst(this.#newcomers)) {
      if (!held.keys.isLoading) {
        this.#drop(this.#newcomers, held)
        return
      }
      if (++looks === MAX_LOOKS) break
    }
    throw new DependencyError('The keys of too many issuers are being loaded')
  }

  /** Drops what was idle for long, from the old end. */
  #dropIdle(now: number): void {
    for (const part of [this.#known, this.#newcomers]) {
      const idle: Held[] = []
      let kept = 0
      for (const held of oldestFirst(part)) {
        if (now - held.usedAt < this.#options.idleAfter * 1000) break
        if (held.keys.isIdle && !held.keys.isLoading) idle.push(held)
        // A source that could not get its keys again is kept as long as they are good.
        else if (++kept === MAX_IDLE_LOOKS) break
        if (idle.length === MAX_LOOKS) break
      }
      for (const held of idle) this.#drop(part, held)
    }
  }

  #drop(part: Part, { profile, keys }: Held): void {
    part.delete(profile.issuer)
    this.#release(keys)
  }

  #release(keys: KeySource): void {
    keys.release()
    for (const source of this.#leaving) {
      if (!source.isLoading) this.#leaving.delete(source)
    }
    // `close` has to reach it.
    if (keys.isLoading) this.#leaving.add(keys)
  }
}

function* oldestFirst(part: Part): Generator<Held, void> {
  // Never undefined: nothing here expires by itself.
  for (const held of part.rvalues()) if (held) yield held
}
