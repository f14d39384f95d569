import { randomBytes } from 'node:crypto'
import { channel } from 'node:diagnostics_channel'
import {
  CHANNELS,
  ConfigError,
  DependencyError,
  memoryReplayStore,
  type MemoryReplayStore,
  type ReplayMessage,
  type ReplayStore,
} from '@countersign/core'
import { inTime } from './in-time.js'
import { assertNumber, resolveShared } from './options.js'
import { plainError } from './plain-error.js'
import { ADD_PROOF } from './replay-script.js'
import { scriptRunner, type RedisClient, type ScriptRunner } from './script-runner.js'
import { shortened } from './shortened.js'

/** Options of {@link redisReplayStore}. */
export interface RedisReplayStoreOptions {
  /** Of every key, without braces. Default `countersign:`. */
  prefix?: string
  /**
   * What becomes of a request while Redis cannot tell. `refuse` (the default): 503. `allow`: it is let
   * in, unless this very process has seen the proof: a thief may then use one on another machine.
   */
  onUnavailable?: 'refuse' | 'allow'
  /** Milliseconds that Redis may take, 10 to 4 000. Default 1 000. */
  timeout?: number
  /**
   * Seconds that the clocks of the machines, and of Redis, may differ by, 0 to 300. Default 5. Proofs
   * are remembered for so much longer.
   */
  clockMargin?: number
  /** Milliseconds since the epoch. Default `Date.now`. */
  clock?: () => number
}

/** Milliseconds: three centuries. */
const LONGEST_LIFE = 8_640_000_000_000

const replay = channel(CHANNELS.replay)

/**
 * Makes a replay store that all processes share, over a client of Redis or Valkey of your own.
 *
 * One round trip for each proof. While Redis is away, or slow, or has been started again so lately that
 * it may have forgotten something, the answer is what `onUnavailable` says, and the channel
 * `countersign:replay` tells. Redis must not evict: `maxmemory-policy noeviction`. Throws a ConfigError.
 */
export function redisReplayStore(
  client: RedisClient,
  options: RedisReplayStoreOptions = {},
): ReplayStore {
  const { prefix, timeout, clock } = resolveShared(options, ['onUnavailable', 'clockMargin'])
  const { onUnavailable = 'refuse', clockMargin = 5 } = options
  assertNumber('clockMargin', clockMargin, 0, 300)
  if (onUnavailable !== 'refuse' && onUnavailable !== 'allow') {
    throw new ConfigError('onUnavailable', 'must be "refuse" or "allow"')
  }
  const run = scriptRunner(client)
  const seenHere = onUnavailable === 'allow' ? memoryReplayStore({ clock }) : undefined
  return new RedisReplayStore({ run, prefix, timeout, clockMargin, clock, seenHere })
}

interface Parts {
  readonly run: ScriptRunner
  readonly prefix: string
  readonly timeout: number
  readonly clockMargin: number
  readonly clock: () => number
  /** What this process has let in; only where it lets in what nobody can tell. */
  readonly seenHere: MemoryReplayStore | undefined
}

class RedisReplayStore implements ReplayStore {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  async add(
    key: string,
    expiresAt: number,
    validFrom = Number.NEGATIVE_INFINITY,
  ): Promise<boolean> {
    const { seenHere } = this.#parts
    // Before Redis is asked, so that of two at once only one is left to let in.
    const isNewHere = seenHere?.add(key, expiresAt) ?? true
    try {
      return isNewHere && (await this.#ask(key, expiresAt, validFrom))
    } catch (thrown) {
      const cause = plainError(thrown)
      tell(seenHere ? 'allowed' : 'refused', cause.message)
      if (seenHere) return true
      const retryAfter = thrown instanceof MemoryTooYoung ? thrown.seconds : 1
      throw new DependencyError('The replay store is unavailable', { cause, retryAfter })
    }
  }

  async #ask(key: string, expiresAt: number, validFrom: number): Promise<boolean> {
    const { run, prefix, timeout, clockMargin, clock } = this.#parts
    const life = Math.ceil((expiresAt + clockMargin) * 1000 - clock())
    if (Number.isNaN(life)) throw new Error('the time is not known')
    // Whoever has forgotten it already may forget it again: a proof that old is taken by nobody.
    const milliseconds = Math.min(Math.max(life, 1), LONGEST_LIFE)
    const earliest = Number.isFinite(validFrom) ? validFrom - clockMargin : Number.MAX_SAFE_INTEGER
    const reply = await inTime(
      timeout,
      run({
        script: ADD_PROOF,
        // One slot of a cluster for both, whatever the rest of their names.
        keys: [`${prefix}{replay}:${shortened(key)}`, `${prefix}{replay}`],
        args: [String(milliseconds), randomBytes(16).toString('base64url'), String(earliest)],
      }),
    )
    if (reply === 1) return true
    if (reply === 0) return false
    if (typeof reply === 'string' && /^\d+\.\d+$/.test(reply)) {
      throw new MemoryTooYoung(Number(reply) - earliest)
    }
    throw new Error('Redis gave an answer that is none')
  }
}

/** Redis may have forgotten that the proof was used. */
class MemoryTooYoung extends Error {
  /** Until when it may have: a proof that is made after that can be told. */
  readonly seconds: number

  constructor(seconds: number) {
    super('Redis has been started again, and may have forgotten the proof')
    this.seconds = Math.min(Math.max(seconds, 1), 300)
  }
}

function tell(decision: 'refused' | 'allowed', error: string): void {
  if (!replay.hasSubscribers) return
  const message: ReplayMessage = { event: 'unavailable', store: 'redis', decision, error }
  replay.publish(message)
}
