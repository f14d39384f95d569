import { DependencyError } from '@countersign/core'
import { inTime } from './in-time.js'
import { resolveShared } from './options.js'
import { plainError } from './plain-error.js'
import { ADD_FAMILY, FIND_FAMILY, REVOKE_FAMILY, ROTATE_TOKEN } from './refresh-scripts.js'
import { scriptRunner, type RedisClient } from './script-runner.js'
import { latestBy, READ_CLOCK } from './server-clock.js'
import { shortened } from './shortened.js'

/** Options of {@link redisRefreshTokenStore}. */
export interface RedisRefreshTokenStoreOptions {
  /** Of every key, without braces. Default `countersign:`. */
  prefix?: string
  /** Milliseconds that Redis may take, 10 to 4 000. Default 1 000. */
  timeout?: number
  /** Milliseconds since the epoch, for how long entries live. Default `Date.now`. */
  clock?: () => number
}

/** A grant, as `RefreshTokenFamily` of `@countersign/issuer` has it. Times in seconds. */
export interface RedisRefreshTokenFamily {
  readonly grantId: string
  readonly digest: string
  readonly grant: string
  readonly endsAt: number
  readonly expiresAt: number
  readonly revoked: boolean
}

/** A use of a refresh token, as `RefreshTokenRotation` of `@countersign/issuer` has it. */
export interface RedisRefreshTokenRotation {
  readonly grantId: string
  readonly from: string
  readonly to: string
  readonly expiresAt: number
  readonly now: number
  readonly retryWindow: number
}

/** A `RefreshTokenStore` of `@countersign/issuer`. Every method rejects with a DependencyError where Redis cannot tell. */
export interface RedisRefreshTokenStore {
  add(family: RedisRefreshTokenFamily): Promise<void>
  find(grantId: string): Promise<RedisRefreshTokenFamily | undefined>
  rotate(rotation: RedisRefreshTokenRotation): Promise<'rotated' | 'replayed' | 'unknown'>
  revoke(grantId: string): Promise<boolean>
}

/** Milliseconds: three centuries. */
const LONGEST_LIFE = 8_640_000_000_000

/**
 * Makes a refresh token store that all processes share, over a client of Redis or Valkey of your own.
 *
 * A hash for each grant, in which SHA-256 of the one good token stands, and never the token; a use of it
 * is one script. Redis must not evict (`maxmemory-policy noeviction`), and must write to disk what it may
 * not forget (`appendonly yes`): from an older state a revoked grant would come back. Throws a ConfigError.
 */
export function redisRefreshTokenStore(
  client: RedisClient,
  options: RedisRefreshTokenStoreOptions = {},
): RedisRefreshTokenStore {
  const { prefix, timeout, clock } = resolveShared(options, [])
  const run = scriptRunner(client)

  async function ask(script: string, grantId: string, args: readonly string[]): Promise<unknown> {
    // Each in a slot of its own: a cluster shares them out.
    const keys = [`${prefix}refresh:${shortened(grantId)}`]
    try {
      return await inTime(timeout, run({ script, keys, args }))
    } catch (thrown) {
      throw unavailable(plainError(thrown))
    }
  }
  const lifeUntil = (expiresAt: number): string => {
    const life = Math.ceil(expiresAt * 1000 - clock())
    if (Number.isNaN(life)) throw unavailable(new Error('the time is not known'))
    return String(Math.min(Math.max(life, 1), LONGEST_LIFE))
  }

  return {
    async add({ grantId, digest, grant, endsAt, expiresAt }) {
      const args = [digest, grant, String(endsAt), String(expiresAt), lifeUntil(expiresAt)]
      const reply = await ask(ADD_FAMILY, grantId, args)
      if (reply !== 1) throw reply === 0 ? new Error('the grant is known already') : noAnswer()
    },
    async find(grantId) {
      return familyOf(grantId, await ask(FIND_FAMILY, grantId, []))
    },
    async rotate({ grantId, from, to, expiresAt, now, retryWindow }) {
      const latest = latestBy(await ask(READ_CLOCK, grantId, []), timeout)
      if (latest === undefined) throw noAnswer()
      const times = [expiresAt, lifeUntil(expiresAt), now, retryWindow * 1000].map(String)
      const reply = await ask(ROTATE_TOKEN, grantId, [from, to, ...times, latest])
      if (reply === 'late') throw unavailable(new Error('it was too late for the use of a token'))
      if (reply === 'rotated' || reply === 'replayed' || reply === 'unknown') return reply
      throw noAnswer()
    },
    async revoke(grantId) {
      const reply = await ask(REVOKE_FAMILY, grantId, [])
      if (reply === 1 || reply === 0) return reply === 1
      throw noAnswer()
    },
  }
}

function familyOf(grantId: string, reply: unknown): RedisRefreshTokenFamily | undefined {
  const [digest, grant, endsAt, expiresAt, revoked]: readonly unknown[] = Array.isArray(reply)
    ? reply
    : [undefined]
  if (digest === null) return undefined
  const times = [endsAt, expiresAt].map(Number)
  if (typeof digest !== 'string' || typeof grant !== 'string' || times.some(Number.isNaN)) {
    throw noAnswer()
  }
  return {
    grantId,
    digest,
    grant,
    endsAt: Number(endsAt),
    expiresAt: Number(expiresAt),
    revoked: revoked !== null,
  }
}

function noAnswer(): DependencyError {
  return unavailable(new Error('Redis gave an answer that is none'))
}

function unavailable(cause: Error): DependencyError {
  return new DependencyError('The refresh token store is unavailable', { cause, retryAfter: 1 })
}
