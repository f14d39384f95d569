import { DependencyError } from '@countersign/core'
import { assertKey, assertTtl, assertValue } from './approval-limits.js'
import * as scripts from './approval-scripts.js'
import { inTime } from './in-time.js'
import { resolvePlace } from './options.js'
import { plainError } from './plain-error.js'
import { scriptRunner, type RedisClient } from './script-runner.js'
import { seal, unseal, type SealedFor } from './sealed.js'
import { secretsOf, type Secrets } from './secrets.js'
import { latestBy, READ_CLOCK } from './server-clock.js'

/** Options of {@link redisApprovalState}. */
export interface RedisApprovalStateOptions {
  /**
   * What values are encrypted with: at least 32 bytes that nobody can guess. Of a list the first one
   * encrypts, and all decrypt: an old one is needed until what it encrypted has ended.
   */
  secret: Secrets
  /** Of every key, without braces. Default `countersign:`. */
  prefix?: string
  /** Milliseconds that Redis may take, 10 to 4 000. Default 1 000. */
  timeout?: number
}

/** An `ApprovalState` of `@countersign/approval`. Every method rejects with a DependencyError where Redis cannot tell. */
export interface RedisApprovalState {
  get(keys: readonly string[]): Promise<readonly (string | undefined)[]>
  set(key: string, value: string, ttl: number): Promise<void>
  add(key: string, value: string, ttl: number): Promise<boolean>
  take(key: string): Promise<string | undefined>
  remove(keys: readonly string[]): Promise<void>
  count(key: string, ttl: number): Promise<{ readonly count: number; readonly resetsIn: number }>
  link(set: string, member: string, ttl: number): Promise<void>
  linked(set: string): Promise<readonly string[]>
}

/** Sets its keys apart from those of what else is sealed with the same secret. */
const INFO = 'countersign approval state'
const MOST_MEMBERS = 1_000
/** Characters. No value that was sealed has more. */
const LONGEST = 400_000

/**
 * Makes the state that instances of an approval server share, over a client of Redis or Valkey of your own.
 *
 * Values are encrypted and authenticated, AES-256-GCM, together with their place and their end: who reads
 * Redis sees keys, which name nobody, and who writes there can make no value, move none, and lengthen none;
 * but can remove them, and put back what was there before, while its time lasts. Counts and sets are plain.
 * Redis must not evict (`maxmemory-policy noeviction`). Throws a ConfigError.
 */
export function redisApprovalState(
  client: RedisClient,
  options: RedisApprovalStateOptions,
): RedisApprovalState {
  const { prefix, timeout } = resolvePlace(options, ['secret'])
  const [secret, ...older] = secretsOf(options.secret)
  const run = scriptRunner(client)
  const placeOf = (key: string): string => `${prefix}approval:${key}`
  const sealedFor = (key: string, ends: string): SealedFor => ({
    info: INFO,
    purpose: `${ends} ${placeOf(key)}`,
  })

  async function ask(script: string, key: string, args: readonly string[]): Promise<unknown> {
    try {
      return await inTime(timeout, run({ script, keys: [placeOf(key)], args }))
    } catch (thrown) {
      throw unavailable(plainError(thrown))
    }
  }

  async function write(script: string, key: string, ...args: readonly string[]): Promise<unknown> {
    const latest = latestBy(await ask(READ_CLOCK, key, []), timeout)
    if (latest === undefined) throw noAnswer()
    const reply = await ask(script, key, [latest, ...args])
    if (reply === 'late') throw unavailable(new Error('it was too late for a change'))
    return reply
  }

  function sealed(key: string, value: string, ttl: number): readonly [string, string] {
    const ends = String(Date.now() + ttl * 1000)
    return [`${ends}.${seal(value, secret, sealedFor(key, ends))}`, String(ttl * 1000)]
  }

  /** What is kept there; `undefined`: nothing, or its time is over. */
  function opened(key: string, reply: unknown): string | undefined {
    if (reply === null) return undefined
    if (typeof reply !== 'string' || reply.length > LONGEST) throw noAnswer()
    const [, ends = '', text = ''] = /^(\d{1,15})\.([\w-]+)$/.exec(reply) ?? []
    const value = unseal(text, [secret, ...older], sealedFor(key, ends))
    if (value === undefined) {
      throw unavailable(new Error('a value was changed, or encrypted with another secret'))
    }
    return Number(ends) > Date.now() ? value : undefined
  }

  return {
    async get(keys) {
      keys.forEach(assertKey)
      // Key by key, as they are in different slots of a cluster.
      return Promise.all(
        keys.map(async (key) => opened(key, await ask(scripts.GET_VALUE, key, []))),
      )
    },
    async set(key, value, ttl) {
      assertEntry(key, value, ttl)
      const reply = await write(scripts.SET_VALUE, key, ...sealed(key, value, ttl))
      if (reply !== 1) throw noAnswer()
    },
    async add(key, value, ttl) {
      assertEntry(key, value, ttl)
      const entry = sealed(key, value, ttl)
      const reply = await write(scripts.ADD_VALUE, key, ...entry, String(Date.now()))
      if (reply !== 0 && reply !== 1) throw noAnswer()
      return reply === 1
    },
    async take(key) {
      assertKey(key)
      return opened(key, await write(scripts.TAKE_VALUE, key))
    },
    async remove(keys) {
      keys.forEach(assertKey)
      await Promise.all(
        keys.map(async (key) => {
          const reply = await write(scripts.REMOVE_KEY, key)
          if (reply !== 0 && reply !== 1) throw noAnswer()
        }),
      )
    },
    async count(key, ttl) {
      assertKey(key)
      assertTtl(ttl)
      const now = Date.now()
      const times = [now, now + ttl * 1000, ttl * 1000].map(String)
      const reply = await write(scripts.COUNT_UP, key, ...times)
      const [count, ends]: readonly unknown[] = Array.isArray(reply) ? reply : []
      const left = Math.ceil((Number(ends) - now) / 1000)
      if (typeof count !== 'number' || Number.isNaN(left)) throw noAnswer()
      return { count, resetsIn: Math.min(Math.max(left, 1), ttl) }
    },
    async link(set, member, ttl) {
      assertKey(set)
      assertKey(member)
      assertTtl(ttl)
      const [now, ends] = [Date.now(), Date.now() + ttl * 1000].map(String)
      const args = [now, member, ends, String(MOST_MEMBERS)].map(String)
      if ((await write(scripts.LINK_MEMBER, set, ...args)) !== 1) throw noAnswer()
    },
    async linked(set) {
      assertKey(set)
      const reply = await ask(scripts.LINKED_MEMBERS, set, [String(Date.now())])
      if (!isTexts(reply)) throw noAnswer()
      return reply
    },
  }
}

function assertEntry(key: string, value: string, ttl: number): void {
  assertKey(key)
  assertValue(value)
  assertTtl(ttl)
}

function isTexts(reply: unknown): reply is readonly string[] {
  return Array.isArray(reply) && reply.every((one) => typeof one === 'string')
}

function noAnswer(): DependencyError {
  return unavailable(new Error('Redis gave an answer that is none'))
}

function unavailable(cause: Error): DependencyError {
  return new DependencyError('The approval state is unavailable', { cause, retryAfter: 1 })
}
