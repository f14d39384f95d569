import { KEYS, type KeysMessage } from '../channels.js'
import { DependencyError } from '../errors.js'
import type { IssuerHealth } from '../verifier-types.js'
import { BackgroundTimer } from './background-timer.js'
import { Cooldown } from './cooldown.js'
import type { ExportedIssuerKeys } from './exported-keys.js'
import type { Validator } from './fetch-document.js'
import type { KeySource, WantedKey } from './key-source.js'
import { KeySet } from './key-set.js'
import { NoUsableKeys } from './no-usable-keys.js'
import { RefreshSchedule, type Pace } from './refresh-schedule.js'
import { UnknownKids } from './unknown-kids.js'
import type { VerificationKey } from './verification-key.js'

/** What a loader brings. */
export interface LoadedKeys {
  /** The entries of the JWK Set; `undefined`: they are the ones that the validator was made of. */
  readonly entries: readonly unknown[] | undefined
  readonly validator: Validator
  /** What went wrong on the way, and could be got round. */
  readonly problem: Error | undefined
}

/**
 * Loads a JWK Set from wherever it is. Rejects with an Error that says what went wrong, and ends
 * by itself after a bounded time. `known`: of the set that is in use.
 */
export type LoadKeys = (signal: AbortSignal, known: Validator | undefined) => Promise<LoadedKeys>

export interface RefreshingKeysOptions {
  readonly issuer: string
  /** The `keys` URL of the configuration; `undefined`: found by discovery. */
  readonly keysUrl: string | undefined
  readonly load: LoadKeys
  readonly pace: Pace
  readonly maxKeys: number
  /** Seconds. */
  readonly maxStale: number
  /** Seconds without use after which nothing is refreshed any more; `undefined`: never. */
  readonly idleAfter: number | undefined
  /** Milliseconds since the epoch. */
  readonly clock: () => number
  /** From 0 to 1. Default `Math.random`. */
  readonly random?: () => number
}

/**
 * The keys of one issuer: loaded once, shared, and refreshed in the background ahead of expiry, by
 * a timer and by the requests that come.
 *
 * A request waits only where it has to: no usable keys are at hand, or its own is not among them.
 * A failed refresh leaves the keys in use until they are `maxStale` seconds past their lifetime.
 */
export class RefreshingKeys implements KeySource {
  readonly #options: RefreshingKeysOptions
  readonly #schedule: RefreshSchedule
  readonly #unknown: UnknownKids
  // Apart, so that whoever sends bad signatures takes nothing away from a key that is new.
  readonly #forUnknown: Cooldown
  readonly #forDoubt: Cooldown
  readonly #timer = new BackgroundTimer<RefreshingKeys>(this, RefreshingKeys.#onTimer)
  readonly #closed = new AbortController()
  #set: KeySet | undefined
  #validator: Validator | undefined
  #pending: Promise<KeySet> | undefined
  #lastError: Error | undefined
  #usedAt: number
  /** As `performance.now()` tells it. */
  #loadBegan = 0
  #released = false

  constructor(options: RefreshingKeysOptions) {
    const { pace, maxStale, random = Math.random } = options
    this.#options = options
    this.#schedule = new RefreshSchedule({ pace, maxStale, random })
    this.#unknown = new UnknownKids(pace.cooldown)
    this.#forUnknown = new Cooldown(pace.cooldown)
    this.#forDoubt = new Cooldown(pace.cooldown)
    this.#usedAt = this.#now()
  }

  find(
    wanted: WantedKey,
    now: number = this.#now(),
  ): readonly VerificationKey[] | Promise<readonly VerificationKey[]> {
    const isQuiet = this.#schedule.isQuiet(now)
    const isDue = !isQuiet && this.#schedule.isDue(now)
    const wasIdle = isDue && this.isIdle
    this.#usedAt = now
    const set = isQuiet ? this.#set : this.#usable(now)
    if (!set) return this.#awaited(wanted)
    // Nobody has looked after these keys for long, and one may have been withdrawn since.
    if (isDue && wasIdle) return this.#awaited(wanted, set)
    if (isDue) this.#refresh()
    const keys = set.select(wanted.algorithm, wanted.kid)
    return keys.length > 0 ? keys : this.#seek(wanted, now)
  }

  doubt(): void {
    // By the name, it may be another key by now. Whoever sent the token does not wait for it.
    const now = this.#now()
    const isRecent = (this.#schedule.age(now) ?? 0) < this.#options.pace.cooldown
    if (isRecent || this.#pending || this.#schedule.retryIn(now) > 0) return
    if (this.#forDoubt.take(now)) this.#refresh()
  }

  async ready(): Promise<void> {
    const now = this.#now()
    const set = this.#usable(now)
    if (!set) await this.#load()
    // Keys that an earlier process fetched are good enough if there are no others.
    else if (this.#schedule.isDue(now)) await this.#load().catch(() => set)
  }

  health(): IssuerHealth {
    const now = this.#now()
    const age = this.#schedule.age(now)
    return {
      issuer: this.#options.issuer,
      state: this.#set ? this.#schedule.freshness(now) : 'empty',
      keys: this.#usable(now)?.size ?? 0,
      age: age === undefined ? undefined : Math.floor(age),
      lastError: this.#lastError?.message,
    }
  }

  get isLoading(): boolean {
    return this.#pending !== undefined
  }

  get isIdle(): boolean {
    const { idleAfter } = this.#options
    const now = this.#now()
    if (idleAfter === undefined || now - this.#usedAt < idleAfter) return false
    // What cannot be fetched again is worth keeping as long as it is good.
    return !this.#schedule.isFailing || this.#usable(now) === undefined
  }

  export(): ExportedIssuerKeys | undefined {
    const now = this.#now()
    const set = this.#usable(now)
    const age = this.#schedule.age(now)
    if (!set || age === undefined) return undefined
    const { issuer, keysUrl } = this.#options
    return { issuer, keysUrl, fetchedAt: Math.floor(now - age), keys: set.toJwks() }
  }

  restore({ keysUrl, fetchedAt, keys }: ExportedIssuerKeys): void {
    // Keys of another place are not what the configuration asks for now.
    if (this.#closed.signal.aborted || keysUrl !== this.#options.keysUrl) return
    const set = KeySet.of(keys, this.#options.maxKeys)
    if (set.size === 0 || !this.#schedule.restored(this.#now(), fetchedAt)) return
    this.#set = set
    this.#validator = undefined
    this.#tell('restored', { changed: true, skipped: set.skipped })
  }

  release(): void {
    this.#released = true
    this.#timer.stop()
  }

  close(): void {
    this.release()
    this.#closed.abort(new Error('the verifier was closed'))
    this.#set = undefined
  }

  /** The keys at hand, unless they are older than they may be. */
  #usable(now: number): KeySet | undefined {
    const freshness = this.#schedule.freshness(now)
    return freshness === 'fresh' || freshness === 'stale' ? this.#set : undefined
  }

  /** Looks for a key that the set at hand does not show. */
  #seek(
    wanted: WantedKey,
    now: number,
  ): readonly VerificationKey[] | Promise<readonly VerificationKey[]> {
    if (this.#pending || this.#schedule.retryIn(now) > 0) return this.#awaited(wanted)
    // Otherwise strangers with made-up names could have the provider flooded.
    if (this.#unknown.has(wanted, now) || !this.#forUnknown.take(now)) return this.#none()
    return this.#awaited(wanted)
  }

  /** The keys after a refresh; those of `before` where there is none to be had. */
  async #awaited(wanted: WantedKey, before?: KeySet): Promise<readonly VerificationKey[]> {
    const { algorithm, kid } = wanted
    try {
      const keys = (await this.#load()).select(algorithm, kid)
      if (keys.length > 0) return keys
    } catch (error) {
      const keys = before?.select(algorithm, kid) ?? []
      if (keys.length > 0) return keys
      throw error
    }
    this.#unknown.add(wanted, this.#now())
    return this.#none()
  }

  /** Says that there is no such key, unless nobody can tell: then the client is not to blame. */
  #none(): readonly [] | Promise<never> {
    return this.#lastError ? Promise.reject(this.#unavailable()) : []
  }

  #refresh(): void {
    // The outcome is kept in `#lastError`, and told on the channel.
    this.#load().catch(() => undefined)
  }

  #load(): Promise<KeySet> {
    if (this.#closed.signal.aborted) {
      return Promise.reject(new DependencyError('The verifier was closed'))
    }
    if (this.#pending) return this.#pending
    if (this.#schedule.retryIn(this.#now()) > 0) return Promise.reject(this.#unavailable())
    this.#pending = this.#loadKeys().finally(() => {
      this.#pending = undefined
      this.#plan()
    })
    return this.#pending
  }

  async #loadKeys(): Promise<KeySet> {
    this.#loadBegan = performance.now()
    const inUse = this.#usable(this.#now())
    try {
      const known = inUse && this.#validator
      const loaded = await this.#options.load(this.#closed.signal, known)
      return await this.#succeeded(loaded, inUse)
    } catch (error) {
      return this.#failed(error)
    }
  }

  async #succeeded(loaded: LoadedKeys, inUse: KeySet | undefined): Promise<KeySet> {
    const { entries, validator, problem } = loaded
    const set = entries ? await KeySet.load(entries, this.#options.maxKeys) : inUse
    this.#closed.signal.throwIfAborted()
    // No provider that works has none: it is an accident of the provider's, and to take it for its
    // will would lock everyone out.
    if (!set || set.size === 0) throw new NoUsableKeys(set?.skipped ?? [])
    this.#set = set
    this.#validator = validator
    const news = entries !== undefined || this.#lastError !== undefined || problem !== undefined
    this.#lastError = problem
    this.#schedule.succeeded(this.#now(), validator.lifetime)
    if (news || this.#options.pace.tellsUnchanged) {
      this.#tell('loaded', { changed: entries !== undefined, skipped: set.skipped })
    }
    return set
  }

  #failed(cause: unknown): never {
    const closed = this.#closed.signal.aborted
    this.#lastError = cause instanceof Error ? cause : new Error('the keys could not be loaded')
    // It has answered, so that to ask again soon is of no use.
    const atLeast = cause instanceof NoUsableKeys ? this.#options.pace.cooldown : 0
    this.#schedule.failed(this.#now(), atLeast)
    const skipped = cause instanceof NoUsableKeys ? cause.skipped : []
    if (!closed) this.#tell('failed', { changed: false, skipped })
    throw this.#unavailable()
  }

  #unavailable(): DependencyError {
    return new DependencyError('The keys of the identity provider cannot be loaded', {
      cause: this.#lastError,
      retryAfter: this.#schedule.retryIn(this.#now()),
    })
  }

  #tell(event: KeysMessage['event'], about: Pick<KeysMessage, 'changed' | 'skipped'>): void {
    if (!KEYS.hasSubscribers) return
    const { issuer, state, keys, lastError: error } = this.health()
    const duration = event === 'restored' ? undefined : performance.now() - this.#loadBegan
    KEYS.publish({ issuer, event, state, keys, ...about, error, duration })
  }

  #plan(): void {
    // Without keys there is nothing to keep fresh: the next request asks again.
    if (!this.#released && this.#set) this.#timer.start(this.#schedule.nextIn(this.#now()))
  }

  static #onTimer(this: void, source: RefreshingKeys): void {
    // The next request will wake it.
    if (source.isIdle) return
    // By the clock the pause after a failure may not be over yet.
    if (source.#schedule.retryIn(source.#now()) > 0) source.#plan()
    else source.#refresh()
  }

  #now(): number {
    return this.#options.clock() / 1000
  }
}
