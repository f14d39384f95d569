import { channel } from 'node:diagnostics_channel'
import {
  CHANNELS,
  ConfigError,
  DependencyError,
  type RevocableToken,
  type Revocation,
  type RevocationList,
  type RevocationMessage,
} from '@countersign/core'
import { RevocationEntries, revocationEntry } from '@countersign/core/revocation'
import { inTime } from './in-time.js'
import { assertNumber, resolveShared } from './options.js'
import { plainError } from './plain-error.js'
import { ListClock } from './revocation/list-clock.js'
import { listenForNews, streamWaiter, type BlockingClient } from './revocation/news-listener.js'
import { RevocationFollower, Unsettled } from './revocation/revocation-follower.js'
import { SharedRevocations } from './revocation/shared-revocations.js'
import { scriptRunner, type RedisClient } from './script-runner.js'

/** Options of {@link redisRevocationList}. */
export interface RedisRevocationListOptions {
  /** Of every key, without braces. Default `countersign:`. */
  prefix?: string
  /**
   * `snapshot` (the default): a check is made in memory, and a withdrawal reaches other processes within
   * `poll`. `strict`: each request waits for Redis to say what is new, so that nothing is let in once
   * `revoke` has come back; while Redis is away the answer is what `onUnavailable` says.
   */
  mode?: 'snapshot' | 'strict'
  /** Milliseconds between two looks for news, 5 to 1 000. Default 25. */
  poll?: number
  /**
   * Another client, of which Redis is asked to wait for news: they come within milliseconds, and there
   * is no need to poll. Give it one of its own, such as `client.duplicate()`.
   */
  blocking?: BlockingClient
  /**
   * Seconds that `snapshot` goes on without Redis, 1 to 86 400. Default 30: a withdrawal that it could
   * not be told of goes unnoticed for so long.
   */
  staleAfter?: number
  /**
   * Seconds after Redis was started again, or a replica took over, in which the processes write back what
   * it may have lost, 0 to 60. Default 5. Nobody new begins with it before.
   */
  settle?: number
  /**
   * What becomes of a request while nobody can tell: 503 with `refuse` (the default); `allow` lets in
   * what this process does not know to be withdrawn.
   */
  onUnavailable?: 'refuse' | 'allow'
  /** Most withdrawals remembered at a time, 1 to 100 000 000. Default 1 000 000. For all alike. */
  maxEntries?: number
  /**
   * Seconds that a token may live in all, 60 to ten years. Default 2 592 000, 30 days. Tokens that live
   * longer are refused: a withdrawal without `expiresAt` is remembered for so long. For all alike.
   */
  maxTokenLifetime?: number
  /** Milliseconds that Redis may take, 10 to 4 000. Default 1 000. */
  timeout?: number
  /** Milliseconds since the epoch. Default `Date.now`. */
  clock?: () => number
}

/** A {@link RevocationList} that processes share. */
export interface RedisRevocationList extends RevocationList {
  readonly maxTokenLifetime: number
  /**
   * Withdraws: in this process at once, and once it comes back in Redis. Rejects with a ConfigError, which
   * names the property, for a withdrawal that is none; with a DependencyError where Redis may not have it:
   * this process refuses the tokens all the same, and tells Redis as soon as it can.
   */
  revoke(revocation: Revocation): Promise<void>
  /**
   * Comes back once everything is known that was withdrawn before. Rejects with a DependencyError if Redis
   * cannot be asked. Without it, the first requests wait.
   */
  ready(): Promise<void>
  /** Ends the looking for news. The clients stay yours to close. */
  close(): void
  /** Withdrawals remembered, with some that have expired already. */
  readonly size: number
}

const OWN = [
  'mode',
  'poll',
  'blocking',
  'staleAfter',
  'settle',
  'onUnavailable',
  'maxEntries',
  'maxTokenLifetime',
]

const LONGEST_LIFETIME = 315_360_000

const events = channel(CHANNELS.revocation)

/**
 * Makes a revocation list that all processes share, over a client of Redis or Valkey of your own.
 *
 * Every process knows every withdrawal, and is told of new ones by a stream. What it knows it never
 * forgets before the tokens expire, whatever becomes of Redis: what Redis has lost, the processes write
 * back. Begins to load at once; call `close()` when it is no longer needed. Throws a ConfigError.
 */
export function redisRevocationList(
  client: RedisClient,
  options: RedisRevocationListOptions = {},
): RedisRevocationList {
  const { prefix, timeout, clock: given } = resolveShared(options, OWN)
  const { mode = 'snapshot', poll = 25, staleAfter = 30, settle = 5 } = options
  const { onUnavailable = 'refuse', maxEntries = 1_000_000, maxTokenLifetime = 2_592_000 } = options
  assertOneOf('mode', mode, ['snapshot', 'strict'])
  assertOneOf('onUnavailable', onUnavailable, ['refuse', 'allow'])
  assertNumber('poll', poll, 5, 1_000)
  assertNumber('staleAfter', staleAfter, 1, 86_400)
  assertNumber('settle', settle, 0, 60)
  assertNumber('maxEntries', maxEntries, 1, 100_000_000)
  if (!Number.isInteger(maxEntries)) throw new ConfigError('maxEntries', 'must be a whole number')
  assertNumber('maxTokenLifetime', maxTokenLifetime, 60, LONGEST_LIFETIME)
  const run = scriptRunner(client)
  const wait = options.blocking === undefined ? undefined : streamWaiter(options.blocking)

  const listClock = new ListClock(given)
  const clock = listClock.now
  const known = new RevocationEntries(maxEntries)
  const shared = new SharedRevocations({ run, prefix, timeout, maxEntries, clock })
  const follower = new RevocationFollower({
    shared,
    known,
    maxEntries,
    poll,
    settle,
    freshFor: staleAfter,
    clock,
    onLoaded: (entries) => tell({ event: 'loaded', list: 'redis', entries }),
    onRestored: (entries) => tell({ event: 'restored', list: 'redis', entries }),
  })
  listClock.onSetBack = () => follower.compare()
  if (wait) void listenForNews(wait, shared.stream, timeout, follower)
  const isStrict = mode === 'strict'
  const letsIn = onUnavailable === 'allow'
  return new RedisList({ follower, known, isStrict, letsIn, maxTokenLifetime, timeout, clock })
}

interface Parts {
  readonly follower: RevocationFollower
  readonly known: RevocationEntries
  /** Whether Redis is asked each time. */
  readonly isStrict: boolean
  readonly letsIn: boolean
  readonly maxTokenLifetime: number
  readonly timeout: number
  readonly clock: () => number
}

class RedisList implements RedisRevocationList {
  readonly maxTokenLifetime: number
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.maxTokenLifetime = parts.maxTokenLifetime
    this.#parts = parts
  }

  get size(): number {
    return this.#parts.known.size
  }

  isRevoked(token: RevocableToken): boolean | Promise<boolean> {
    const { follower, known, isStrict } = this.#parts
    // What is known does not become unknown, whatever Redis says.
    if (known.forbids(token, this.#now())) return true
    if (!isStrict && follower.isFresh) return false
    return this.#ask(token)
  }

  async revoke(revocation: Revocation): Promise<void> {
    const { follower, known, maxTokenLifetime } = this.#parts
    const now = this.#now()
    const entry = revocationEntry(revocation, { now, maxTokenLifetime })
    // Nobody takes these tokens any more.
    if (entry.expiry <= now) return
    known.hold(entry, now)
    try {
      await follower.write(entry)
    } catch (thrown) {
      throw unavailable('Redis may not have kept the withdrawal', thrown)
    }
    tell({ event: 'withdrawn', list: 'redis', revocation })
  }

  async ready(): Promise<void> {
    for (;;) {
      try {
        return await this.#parts.follower.caughtUp()
      } catch (thrown) {
        if (!(thrown instanceof Unsettled)) throw unavailable('The revocation list is away', thrown)
        await settled(thrown)
      }
    }
  }

  close(): void {
    this.#parts.follower.close()
  }

  async #ask(token: RevocableToken): Promise<boolean> {
    const { follower, known, letsIn, timeout } = this.#parts
    let error: unknown
    try {
      await inTime(timeout, follower.caughtUp())
    } catch (thrown) {
      error = thrown
    }
    if (known.forbids(token, this.#now())) return true
    if (error === undefined) return false
    const decision = letsIn ? 'allowed' : 'refused'
    tell({ event: 'unavailable', list: 'redis', decision, error: plainError(error).message })
    if (letsIn) return false
    throw unavailable('The revocation list is unavailable', error)
  }

  /** Nothing is told by a clock without a number. */
  #now(): number {
    const now = this.#parts.clock() / 1000
    if (Number.isFinite(now)) return now
    throw new DependencyError('The revocation list does not know the time')
  }
}

function unavailable(message: string, thrown: unknown): DependencyError {
  const retryAfter = thrown instanceof Unsettled ? thrown.seconds : 1
  return new DependencyError(message, { cause: plainError(thrown), retryAfter })
}

/** Waits as long as it may take, and a little: the server counts whole seconds. */
async function settled({ seconds }: Unsettled): Promise<void> {
  await new Promise((resolve) => {
    setTimeout(resolve, seconds * 1000)
  })
}

function tell(message: RevocationMessage): void {
  if (events.hasSubscribers) events.publish(message)
}

function assertOneOf(option: string, value: unknown, allowed: readonly [string, string]): void {
  if (allowed.some((one) => one === value)) return
  throw new ConfigError(option, `must be "${allowed[0]}" or "${allowed[1]}"`)
}
