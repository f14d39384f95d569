import { KEYS } from '../channels.js'
import { DependencyError } from '../errors.js'
import type { IssuerHealth } from '../verifier-types.js'
import { discoverJwksUri } from './discovery.js'
import { fetchJson, type FetchOptions } from './fetch-json.js'
import { KeySet } from './key-set.js'
import type { KeySource } from './key-source.js'

/** What the keys of one issuer are fetched with. */
export interface RemoteKeysOptions {
  readonly issuer: string
  /** `undefined`: found by discovery, anew for each refresh, so that a moved JWKS is followed. */
  readonly jwksUri: string | undefined
  readonly fetch: typeof fetch
  readonly maxBytes: number
  readonly maxKeys: number
  /** Milliseconds since the epoch. */
  readonly clock: () => number
}

/** Seconds. */
const REFRESH_AFTER = 600
const USABLE_FOR = 86_400
const RENEWAL_COOLDOWN = 30
const MAX_BACKOFF = 30
const REQUEST_TIMEOUT = 5
const TOTAL_TIMEOUT = 8

/**
 * Keys fetched from an issuer, kept, and refreshed in the background.
 *
 * A request waits only where it has to: no keys are known, its own key is not among them, or nobody
 * asked for so long that a key may have been withdrawn unnoticed. A failed refresh leaves the keys
 * in use for up to a day, and is tried again after 1 s, doubling to 30 s.
 */
export class RemoteKeys implements KeySource {
  readonly #options: RemoteKeysOptions
  readonly #closed = new AbortController()
  #set: KeySet | undefined
  #loadedAt = 0
  #renewedAt = Number.NEGATIVE_INFINITY
  #failures = 0
  #failedAt = 0
  #lastError: Error | undefined
  #pending: Promise<KeySet> | undefined

  constructor(options: RemoteKeysOptions) {
    this.#options = options
  }

  current(): KeySet | Promise<KeySet> {
    const set = this.#set
    const age = this.#age()
    if (!set || age >= USABLE_FOR) return this.#load()
    if (age < REFRESH_AFTER || this.#retryIn() > 0) return set
    // The outcome is kept in `#lastError`, and told on the channel.
    const refreshed = this.#load().catch(() => set)
    // Once it has failed, the provider is down, and waiting for it again would slow everyone down.
    const idle = age >= 2 * REFRESH_AFTER && this.#failures === 0
    return idle ? refreshed : set
  }

  renewed(justLoaded = false): Promise<KeySet> | undefined {
    // The key may exist: as long as the provider cannot be asked, the client is not to blame.
    if (this.#pending || this.#retryIn() > 0) return this.#load()
    if (justLoaded) return undefined
    const elapsed = this.#now() - this.#renewedAt
    if (elapsed >= 0 && elapsed < RENEWAL_COOLDOWN) return undefined
    this.#renewedAt = this.#now()
    return this.#load()
  }

  async ready(): Promise<void> {
    await this.current()
  }

  health(): IssuerHealth {
    const age = this.#set && Math.floor(this.#age())
    return {
      issuer: this.#options.issuer,
      state: age === undefined ? 'empty' : age < REFRESH_AFTER ? 'fresh' : 'stale',
      keys: this.#set?.size ?? 0,
      age,
      lastError: this.#lastError?.message,
    }
  }

  close(): void {
    this.#closed.abort(new Error('the verifier was closed'))
    this.#set = undefined
  }

  #load(): Promise<KeySet> {
    if (this.#pending) return this.#pending
    if (this.#retryIn() > 0) return Promise.reject(this.#unavailable())
    this.#pending = this.#fetchKeys()
      .then(
        (set) => this.#succeeded(set),
        (error: unknown) => this.#failed(error),
      )
      .finally(() => {
        this.#pending = undefined
      })
    return this.#pending
  }

  async #fetchKeys(): Promise<KeySet> {
    const { issuer, fetch, maxBytes, maxKeys } = this.#options
    const total = AbortSignal.timeout(TOTAL_TIMEOUT * 1000)
    const signal = AbortSignal.any([total, this.#closed.signal])
    const options: FetchOptions = { fetch, maxBytes, signal, timeout: REQUEST_TIMEOUT }
    const jwksUri = this.#options.jwksUri ?? (await discoverJwksUri(issuer, options))
    const { keys } = await fetchJson(jwksUri, options)
    if (!Array.isArray(keys)) throw new Error('the JWKS URL does not answer with a JWK Set')
    const set = new KeySet(keys, maxKeys)
    // More likely an accident of the provider's than its will, and it would lock everyone out.
    if (set.size === 0 && this.#set?.size) throw new Error('the JWK Set holds no usable key')
    return set
  }

  #succeeded(set: KeySet): KeySet {
    this.#set = set
    this.#loadedAt = this.#now()
    this.#failures = 0
    this.#lastError = undefined
    const { issuer } = this.#options
    const { size, skipped } = set
    KEYS.publish({ issuer, event: 'loaded', keys: size, skipped, error: undefined })
    return set
  }

  #failed(cause: unknown): never {
    this.#failures++
    this.#failedAt = this.#now()
    // From here the backoff decides, which is shorter.
    this.#renewedAt = Number.NEGATIVE_INFINITY
    this.#lastError = cause instanceof Error ? cause : new Error('the keys could not be fetched')
    const { issuer } = this.#options
    const error = this.#lastError.message
    KEYS.publish({ issuer, event: 'failed', keys: this.#set?.size ?? 0, skipped: [], error })
    throw this.#unavailable()
  }

  #unavailable(): DependencyError {
    return new DependencyError('The identity provider cannot be reached', {
      cause: this.#lastError,
      retryAfter: this.#retryIn(),
    })
  }

  /** Seconds until the provider may be asked again after a failure; 0: now. */
  #retryIn(): number {
    if (this.#failures === 0) return 0
    const backoff = Math.min(2 ** (this.#failures - 1), MAX_BACKOFF)
    const elapsed = this.#now() - this.#failedAt
    // A clock that was set back must not stretch the wait.
    return elapsed < 0 || elapsed >= backoff ? 0 : backoff - elapsed
  }

  /** Seconds. After a clock was set back nobody knows: due for a refresh, and counted from there. */
  #age(): number {
    const now = this.#now()
    if (now < this.#loadedAt) this.#loadedAt = now - REFRESH_AFTER
    return now - this.#loadedAt
  }

  #now(): number {
    return this.#options.clock() / 1000
  }
}
