import { randomBytes } from 'node:crypto'
import { inspect } from 'node:util'
import { ConfigError, DependencyError } from '@countersign/core'
import type { Redis } from 'ioredis'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import {
  redisApprovalState,
  type RedisApprovalState,
  type RedisApprovalStateOptions,
  type RedisClient,
} from '../src/index.js'
import { administrator } from './administrator.js'
import { CLUSTER_CLIENTS } from './cluster-clients.js'
import { startCluster } from './redis-cluster.js'
import { startRedis, type RedisServer } from '@countersign/test-servers'

const secret = randomBytes(32)

let server: RedisServer
let admin: Redis
let prefix: string
let count = 0

beforeAll(async () => {
  server = await startRedis()
  admin = administrator(server.port)
})
afterAll(async () => {
  admin.disconnect()
  await server.close()
})
beforeEach(() => {
  prefix = `state ${(count += 1)}:`
})

function stateOf(
  options: Partial<RedisApprovalStateOptions> = {},
  client: RedisClient = admin,
): RedisApprovalState {
  return redisApprovalState(client, { prefix, secret, ...options })
}

const place = (key: string): string => `${prefix}approval:${key}`
const CHANGED = { cause: { message: 'a value was changed, or encrypted with another secret' } }

describe('an approval state in Redis', () => {
  it('shows keys and times, and nothing of the values', async () => {
    const state = stateOf()
    await state.set('a', 'plainly seen', 60)
    await state.add('b', 'plainly seen', 60)
    await state.set('c', 'plainly seen', 60)
    const kept = await admin.mget(place('a'), place('b'), place('c'))
    expect(new Set(kept).size).toBe(3)
    for (const one of kept) {
      expect(one).toMatch(/^\d{13}\.[\w-]+$/)
      expect(Buffer.from(one ?? '', 'base64url').toString('latin1')).not.toContain('plainly')
    }
  })

  it('cannot tell a value that was put back from one that has stayed, while its time lasts', async () => {
    const state = stateOf()
    await state.set('code', 'once', 60)
    const kept = (await admin.get(place('code'))) ?? ''
    expect(await state.take('code')).toBe('once')
    await admin.set(place('code'), kept)
    expect(await state.take('code')).toBe('once')
    onTestFinished(() => void vi.useRealTimers())
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 })
    await admin.set(place('code'), kept)
    expect(await state.take('code')).toBeUndefined()
  })

  it('leaves nothing for ever: all of it ends by the clock of Redis', async () => {
    const state = stateOf()
    await state.set('set', 'value', 60)
    await state.add('added', 'value', 60)
    await state.count('count', 60)
    await state.count('count', 3_600)
    await state.link('linked', 'short', 30)
    await state.link('linked', 'long', 60)
    for (const key of ['set', 'added', 'count', 'linked']) {
      const left = await admin.pttl(place(key))
      expect(left).toBeGreaterThan(50_000)
      expect(left).toBeLessThanOrEqual(60_000)
    }
  })

  it('forgets by itself when real time has passed', async () => {
    const state = stateOf()
    await state.set('value', 'value', 1)
    await state.count('count', 1)
    await state.link('set', 'member', 1)
    const keys = [place('value'), place('count'), place('set')]
    await expect.poll(async () => admin.exists(...keys), { timeout: 5_000 }).toBe(0)
  })

  it('does not bring to life what a backup has kept longer than it was to live', async () => {
    const state = stateOf()
    onTestFinished(() => void vi.useRealTimers())
    await state.set('value', 'old', 60)
    await state.link('set', 'old', 60)
    await state.count('count', 60)
    for (const key of ['value', 'set', 'count']) await admin.persist(place(key))
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 })
    expect(await state.get(['value'])).toEqual([undefined])
    expect(await state.linked('set')).toEqual([])
    expect((await state.count('count', 60)).count).toBe(1)
    expect(await admin.pttl(place('count'))).toBeGreaterThan(0)
    expect(await state.take('value')).toBeUndefined()
    expect(await state.add('value', 'new', 60)).toBe(true)
  })

  it.each<[string, (kept: string) => string | Promise<string>]>([
    ['lives longer than it was to', (kept) => `9${kept.slice(1)}`],
    ['has another character', (kept) => `${kept.slice(0, 60)}${other(kept[60])}${kept.slice(61)}`],
    ['is cut off', (kept) => kept.slice(0, 40)],
    ['has no end', (kept) => kept.slice(14)],
    ['is empty', () => ''],
    ['is of another key', async () => (await admin.get(place('other'))) ?? ''],
    ['is of another prefix', async () => (await admin.get('elsewhere:approval:key')) ?? ''],
    ['is of somebody with another secret', async () => (await admin.get('theirs')) ?? ''],
  ])('gives no value that %s', async (_name, change) => {
    const state = stateOf()
    await state.set('other', 'value', 60)
    await stateOf({ prefix: 'elsewhere:' }).set('key', 'value', 60)
    await stateOf({ secret: randomBytes(32) }).set('key', 'value', 60)
    await admin.rename(place('key'), 'theirs')
    await state.set('key', 'value', 60)
    await admin.set(place('key'), await change((await admin.get(place('key'))) ?? ''))
    await expect(state.get(['key'])).rejects.toMatchObject(CHANGED)
    await expect(state.take('key')).rejects.toBeInstanceOf(DependencyError)
  })

  it('says once of a call that a client sends twice that it has added', async () => {
    expect(await stateOf({}, twice).add('key', 'value', 60)).toBe(true)
    expect(await stateOf({}, twice).add('key', 'value', 60)).toBe(false)
  })

  it('reads with an old secret, and writes with the new one', async () => {
    const [old, fresh] = [randomBytes(32), 'x'.repeat(32)]
    await stateOf({ secret: old }).set('key', 'value', 60)
    const both = stateOf({ secret: [fresh, old] })
    expect(await both.get(['key'])).toEqual(['value'])
    await both.set('key', 'newer', 60)
    expect(await stateOf({ secret: fresh }).get(['key'])).toEqual(['newer'])
    await expect(stateOf({ secret: old }).get(['key'])).rejects.toMatchObject(CHANGED)
  })
})

describe('a change that a client kept until it was connected again', () => {
  it('is not made any more, when whoever made it was told that it failed', async () => {
    const state = stateOf()
    await state.set('kept', 'newer', 60)
    const queue: (() => Promise<unknown>)[] = []
    const client: RedisClient = async ({ script, keys, args }) => {
      const run = async (): Promise<unknown> => admin.eval(script, keys.length, ...keys, ...args)
      if (args.length === 0) return run()
      queue.push(run)
      return new Promise(() => undefined)
    }
    const slow = stateOf({ timeout: 100 }, client)
    const outcomes = await Promise.allSettled([
      slow.set('kept', 'older', 60),
      slow.add('new', 'value', 60),
      slow.take('kept'),
      slow.remove(['kept']),
      slow.count('count', 60),
      slow.link('set', 'member', 60),
    ])
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { status: 503 } })
    }
    const late = (await milliseconds()) + 100
    await expect.poll(milliseconds).toBeGreaterThan(late)
    expect(await Promise.all(queue.map(async (run) => run()))).toEqual(Array(6).fill('late'))
    expect(await state.get(['kept', 'new'])).toEqual(['newer', undefined])
    expect(await admin.exists(place('count'), place('set'))).toBe(0)
  })
})

describe('while Redis hangs', () => {
  it('rejects in time, with nothing in the error but that', async () => {
    const state = stateOf({ timeout: 50 })
    server.freeze()
    const error = await state.set('key', 'hidden', 60).catch((thrown: unknown) => thrown)
    server.thaw()
    expect(error).toBeInstanceOf(DependencyError)
    expect(error).toMatchObject({ cause: { message: 'no answer within 50 ms' } })
  })
})

describe('redisApprovalState', () => {
  it('tells in an error what the client says, and neither secret nor value', async () => {
    let sent: readonly string[] = []
    const client: RedisClient = async ({ args }) => {
      if (args.length === 0) return '1800000000000'
      sent = args
      throw Object.assign(new Error('OOM'), { command: { args } })
    }
    const state = stateOf({}, client)
    const error = await state.add('key', 'hidden', 60).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ status: 503, cause: { message: 'OOM' } })
    const shown = inspect(error, { depth: null, showHidden: true })
    for (const word of [sent[1] ?? '', 'hidden', secret.toString('base64')]) {
      expect(shown).not.toContain(word)
    }
  })

  it('does not take an answer that is none for one', async () => {
    for (const reply of [undefined, [], 'OK', ['1'], 2, {}]) {
      const client: RedisClient = async ({ args }) => (args.length > 0 ? reply : '1800000000000')
      const state = stateOf({}, client)
      const calls = [
        state.set('key', 'value', 60),
        state.add('key', 'value', 60),
        state.take('key'),
        state.remove(['key']),
        state.count('key', 60),
        state.link('key', 'member', 60),
        stateOf({}, async () => reply).get(['key']),
      ]
      for (const outcome of await Promise.allSettled(calls)) {
        expect(outcome).toMatchObject({ status: 'rejected', reason: { status: 503 } })
      }
    }
    await expect(stateOf({}, async () => [1]).linked('key')).rejects.toMatchObject({ status: 503 })
    await expect(stateOf({}, async () => 'x').set('a', 'b', 1)).rejects.toThrow('unavailable')
  })

  it.each<[string, unknown]>([
    ['secret', {}],
    ['secret', { secret: 'x'.repeat(31) }],
    ['secret', { secret: [secret, 'short'] }],
    ['prefix', { secret, prefix: '{a}' }],
    ['timeout', { secret, timeout: 5 }],
    ['clock', { secret, clock: Date.now }],
    ['options', undefined],
  ])('names a wrong "%s": %j', (option, options) => {
    const make = (): unknown => redisApprovalState(admin, options as RedisApprovalStateOptions)
    expect(make).toThrow(ConfigError)
    expect(make).toThrow(option)
  })

  it('works in a cluster, by either client, with keys in all of its slots', async () => {
    const cluster = await startCluster()
    onTestFinished(async () => cluster.close())
    const states: RedisApprovalState[] = []
    for (const connect of Object.values(CLUSTER_CLIENTS)) {
      const { client, close } = await connect(cluster.ports)
      onTestFinished(close)
      states.push(stateOf({}, client))
    }
    const keys = Array.from({ length: 30 }, (_, at) => `key:${at}`)
    for (const state of states) {
      for (const key of keys) await state.set(key, `of ${key}`, 60)
    }
    expect((await cluster.count(prefix)).every((held) => held > 0)).toBe(true)
    for (const state of states) {
      expect(await state.get(keys)).toEqual(keys.map((key) => `of ${key}`))
    }
    await states[0]?.remove(keys)
    expect(await states[1]?.get(keys)).toEqual(keys.map(() => undefined))
    expect((await states[0]?.count('count', 60))?.count).toBe(1)
    await states[0]?.link('set', 'member', 60)
    expect((await states[1]?.count('count', 60))?.count).toBe(2)
    expect(await states[1]?.linked('set')).toEqual(['member'])
    expect(await states[0]?.add('added', 'value', 60)).toBe(true)
    expect(await states[1]?.add('added', 'value', 60)).toBe(false)
    expect(await states[1]?.take('added')).toBe('value')
  })
})

/** A client whose connection breaks before each answer, and that sends the call again. */
const twice: RedisClient = async ({ script, keys, args }) => {
  await admin.eval(script, keys.length, ...keys, ...args)
  return admin.eval(script, keys.length, ...keys, ...args)
}

/** By the clock of the server, which nobody can move. */
async function milliseconds(): Promise<number> {
  const [seconds, microseconds] = await admin.time()
  return Number(seconds) * 1000 + Number(microseconds) / 1000
}

/** Another character of base64url. */
function other(character: string | undefined): string {
  return character === 'A' ? 'B' : 'A'
}
