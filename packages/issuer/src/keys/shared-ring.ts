import { isPast } from './is-past.js'
import type { KeptRing } from './kept-ring.js'
import { tellOf } from './key-ring-channel.js'
import { KeyRingError } from './key-ring-error.js'
import type { RotateOptions, Rotation } from './key-ring.js'
import type { Ring, RingKey } from './ring.js'
import { doWhatIsDue, revoke, rotate, type ChangeOptions } from './ring-changes.js'

/** Seconds between two looks at a store that fails, for those who wait. */
const PAUSE = 1

/** Of the time between two looks: a fleet that was started at once must not come back at once. */
const SPREAD = 0.25

/** How an instance shares a ring. Times are seconds. */
export interface SharedRingOptions<
  Key extends RingKey,
  Retired extends RingKey,
> extends ChangeOptions<Key, Retired> {
  readonly refresh: number
  readonly staleFor: number
}

/** A ring that looks at its store now and then, and goes on with what it knows in between. */
export class SharedRing<Key extends RingKey, Retired extends RingKey> {
  readonly #kept: KeptRing<Key, Retired>
  readonly #options: SharedRingOptions<Key, Retired>
  #looking: Promise<void> | undefined
  #triedAt: number
  #lastError: KeyRingError | undefined
  #timer: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(kept: KeptRing<Key, Retired>, options: SharedRingOptions<Key, Retired>) {
    this.#kept = kept
    this.#options = options
    this.#triedAt = kept.asOf
    this.#plan()
  }

  /** As it is known, be it outdated or not. */
  get known(): Ring<Key, Retired> {
    return this.#kept.ring
  }

  get asOf(): number {
    return this.#kept.asOf
  }

  get lastError(): string | undefined {
    return this.#lastError?.message
  }

  /** Whether what is known may be used now. */
  get isUsable(): boolean {
    return !this.#isClosed && !this.#isStale()
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

  /** The ring, for use now. Throws a KeyRingError where what is known may be outdated. */
  usable(): Ring<Key, Retired> {
    this.#assertUsable()
    this.#lookIfDue(this.#options.refresh)
    return this.#kept.ring
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
      tellOf(this.#options.kind.use, 'failed', this.#kept.ring, error)
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
