import type { JWK } from 'jose'
import type { SigningKey } from '../signing-key.js'
import { isPast } from './is-past.js'
import type { KeptRing } from './kept-ring.js'
import { tellOf } from './key-ring-channel.js'
import { KeyRingError } from './key-ring-error.js'
import type { KeyRing, KeyRingStatus, RotateOptions, Rotation } from './key-ring.js'
import { doWhatIsDue, revoke, rotate, type ChangeOptions } from './ring-changes.js'
import { ringStatus } from './ring-status.js'
import { publishedKeys } from './ring.js'

/** Seconds between two looks at a store that fails, for those who wait. */
const PAUSE = 1

/** Of the time between two looks: a fleet that was started at once must not come back at once. */
const SPREAD = 0.25

/** A ring that looks at its store now and then, and goes on with what it knows in between. */
export class SharedKeyRing implements KeyRing {
  readonly #kept: KeptRing
  readonly #options: ChangeOptions
  #looking: Promise<void> | undefined
  #triedAt: number
  #lastError: KeyRingError | undefined
  #timer: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(kept: KeptRing, options: ChangeOptions) {
    this.#kept = kept
    this.#options = options
    this.#triedAt = kept.asOf
    this.#plan()
  }

  get tokenLifetime(): number {
    return this.#options.tokenLifetime
  }

  async ready(): Promise<void> {
    this.#lookIfDue(this.#options.refresh)
    // Twice: the answer that is on its way may be as old as what is known, in a process that was frozen.
    for (let attempt = 0; attempt < 2 && this.#isStale(); attempt++) {
      this.#lookIfDue(PAUSE)
      await this.#looking?.catch(() => undefined)
    }
    this.#assertUsable()
  }

  signingKey(): SigningKey {
    this.#assertUsable()
    this.#lookIfDue(this.#options.refresh)
    return this.#kept.ring.current
  }

  publicKeys(): readonly JWK[] {
    this.#assertUsable()
    this.#lookIfDue(this.#options.refresh)
    const keys = publishedKeys(this.#kept.ring, this.#options.now())
    return keys.map(({ publicJwk }) => ({ ...publicJwk }))
  }

  async rotate({ force = false }: RotateOptions = {}): Promise<Rotation> {
    const from = this.#kept.ring.current.kid
    await this.refresh()
    return rotate(this.#kept, this.#options, { from, force })
  }

  async revoke(): Promise<void> {
    await this.refresh()
    await revoke(this.#kept, this.#options)
  }

  async refresh(): Promise<void> {
    this.#assertOpen()
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined
    })
    return this.#looking
  }

  status(): KeyRingStatus {
    const { ring, asOf } = this.#kept
    return ringStatus(ring, asOf, this.#options.now(), this.#lastError?.message)
  }

  close(): void {
    this.#isClosed = true
    clearTimeout(this.#timer)
  }

  async #look(): Promise<void> {
    this.#triedAt = this.#options.now()
    try {
      await this.#kept.look()
      await doWhatIsDue(this.#kept, this.#options)
      this.#lastError = undefined
    } catch (thrown) {
      const error = thrown instanceof KeyRingError ? thrown : unexpected(thrown)
      this.#lastError = error
      tellOf('failed', this.#kept.ring, error)
      throw error
    }
  }

  /** Behind whoever asks. */
  #lookIfDue(interval: number): void {
    const isDue = isPast(this.#triedAt, interval, this.#options.now())
    // What went wrong is kept in `#lastError`, and told on the channel.
    if (isDue && !this.#isClosed) this.refresh().catch(() => undefined)
  }

  #isStale(): boolean {
    return isPast(this.#kept.asOf, this.#options.staleFor, this.#options.now())
  }

  #assertOpen(): void {
    if (this.#isClosed) throw new KeyRingError('closed', 'The key ring was closed')
  }

  #assertUsable(): void {
    this.#assertOpen()
    if (!this.#isStale()) return
    throw new KeyRingError('stale', 'The key store could not be asked for too long', {
      cause: this.#lastError,
    })
  }

  #plan(): void {
    const wait = this.#options.refresh * (1 - SPREAD * Math.random()) * 1000
    this.#timer = setTimeout(() => {
      this.refresh()
        .catch(() => undefined)
        .finally(() => this.#isClosed || this.#plan())
    }, wait).unref()
  }
}

function unexpected(cause: unknown): KeyRingError {
  return new KeyRingError('store_failed', 'The key ring could not be looked at', { cause })
}
