import { CHANNELS, DependencyError, type ReplayMessage } from '@countersign/core'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { inspect } from 'node:util'
import { type RedisServer, startRedis } from '@countersign/test-servers'
import { Redis } from 'ioredis'
import { describe, expect, it, onTestFinished } from 'vitest'
import {
  redisNonceSecrets,
  redisReplayStore,
  type RedisClient,
  type RedisReplayStoreOptions,
} from '../src/index.js'
import { CLIENTS } from './clients.js'
import { later, now, outcomeOf } from './trying.js'

/** What the channel told while a test ran. */
function recorded(): readonly ReplayMessage[] {
  const messages: ReplayMessage[] = []
  const listen = (message: unknown): void => void messages.push(message as ReplayMessage)
  subscribe(CHANNELS.replay, listen)
  onTestFinished(() => {
    unsubscribe(CHANNELS.replay, listen)
  })
  return messages
}

async function startedRedis(...options: readonly string[]): Promise<RedisServer> {
  const server = await startRedis(...options)
  onTestFinished(() => server.close())
  return server
}

async function connected(port: number, name = 'ioredis'): Promise<RedisClient> {
  const connection = await CLIENTS[name]?.(port)
  if (!connection) throw new Error(`no client ${name}`)
  onTestFinished(connection.close)
  return connection.client
}

describe('a Redis that has been started again', () => {
  it('is not asked about proofs that it may have forgotten', async () => {
    const server = await startedRedis()
    const store = redisReplayStore(await connected(server.port), { clockMargin: 0 })
    const made = now()
    // Its memory begins when it is asked for the first time.
    await store.add('first', later(), made + 30)
    expect(await store.add('used', later(), made + 30)).toBe(true)
    await server.kill()
    await server.start()
    const outcome = await outcomeOf(store.add('used', later(), made))
    expect(outcome).toBeInstanceOf(DependencyError)
    expect(outcome).toMatchObject({ status: 503 })
    expect(await store.add('new', later(), now() + 1)).toBe(true)
    expect(await store.add('new', later(), now() + 1)).toBe(false)
  })

  it('is not asked at all where it does not say who it is', async () => {
    const server = await startedRedis()
    const admin = new Redis(server.port, '127.0.0.1')
    onTestFinished(() => admin.disconnect())
    const silent: RedisClient = ({ script, keys, args }) =>
      admin.eval(script.replace("'run_id'", "'no_id'"), keys.length, ...keys, ...args)
    const store = redisReplayStore(silent, { clockMargin: 0 })
    expect(await outcomeOf(store.add('new', later(), now() + 30))).toMatchObject({ status: 503 })
  })

  it('is not believed for what a snapshot of its has brought back', async () => {
    const server = await startedRedis()
    const admin = new Redis(server.port, '127.0.0.1', { retryStrategy: () => 20 })
    admin.on('error', () => undefined)
    onTestFinished(() => admin.disconnect())
    const store = redisReplayStore(await connected(server.port), { clockMargin: 0 })
    await store.add('first', later(), now() + 30)
    await admin.save()
    // Made when its memory had begun already, by the snapshot too.
    const made = now()
    expect(await store.add('after the snapshot', later(), made)).toBe(true)
    await server.kill()
    await server.start()
    expect(await outcomeOf(store.add('after the snapshot', later(), made))).toBeInstanceOf(
      DependencyError,
    )
    // What it still knows, it says.
    expect(await store.add('first', later(), made)).toBe(false)
  })

  it(
    'takes no proof twice of ten thousand, and goes on by itself',
    { timeout: 60_000 },
    async () => {
      const server = await startedRedis()
      const names = ['ioredis', 'redis (node-redis)']
      const stores = await Promise.all(
        names.map(async (name) =>
          redisReplayStore(await connected(server.port, name), { clockMargin: 0 }),
        ),
      )
      const accepted = new Map<string, number>()
      const unexpected: unknown[] = []
      let unavailable = 0
      const use = async (store: number, proof: string, validFrom: number): Promise<void> => {
        const outcome = await outcomeOf(stores[store]?.add(proof, later(), validFrom) ?? false)
        if (outcome === true) accepted.set(proof, (accepted.get(proof) ?? 0) + 1)
        else if (outcome instanceof DependencyError) unavailable += 1
        else if (outcome !== false) unexpected.push(outcome)
      }
      // Its memory begins.
      await stores[0]?.add('first', later(), now() + 30)
      const madeAt = new Map<string, number>()
      const firstUse = (proof: string): number => {
        const made = madeAt.get(proof) ?? now()
        madeAt.set(proof, made)
        return made
      }
      let restarted: Promise<void> | undefined
      for (let at = 0; at < 10_000; at += 50) {
        if (at === 5_000) restarted = server.kill().then(() => server.start())
        const batch = Array.from({ length: 50 }, (_, index) => `proof ${at + index}`)
        // Each is used by both processes, and one that was accepted long ago again.
        const old = `proof ${Math.max(0, at - 2_000)}`
        await Promise.all(
          [...batch, old].flatMap((proof) => [
            use(0, proof, firstUse(proof)),
            use(1, proof, firstUse(proof)),
          ]),
        )
      }
      await restarted
      expect(unexpected).toEqual([])
      expect([...accepted.values()].filter((times) => times > 1)).toEqual([])
      expect(unavailable).toBeGreaterThan(0)
      expect(accepted.size).toBeGreaterThan(5_000)
      await expect
        .poll(() => outcomeOf(stores[0]?.add(`new ${now()}`, later(), now() + 60) ?? false))
        .toBe(true)
    },
  )
})

describe('a Redis that does not answer', () => {
  it.each(Object.keys(CLIENTS))(
    'is a 503 after the timeout, and again a yes later: %s',
    async (name) => {
      const messages = recorded()
      const server = await startedRedis()
      const store = redisReplayStore(await connected(server.port, name), { timeout: 100 })
      expect(await store.add('a', later())).toBe(true)
      server.freeze()
      const outcome = await outcomeOf(store.add('b', later()))
      expect(outcome).toMatchObject({ status: 503, headers: { 'Retry-After': '1' } })
      server.thaw()
      await expect.poll(() => outcomeOf(store.add(`c ${Math.random()}`, later()))).toBe(true)
      expect(await store.add('a', later())).toBe(false)
      expect(messages[0]).toEqual({
        event: 'unavailable',
        store: 'redis',
        decision: 'refused',
        error: 'no answer within 100 ms',
      })
    },
  )

  it('lets proofs in if told to, but none that this process has let in', async () => {
    const messages = recorded()
    const server = await startedRedis()
    const options: RedisReplayStoreOptions = { timeout: 100, onUnavailable: 'allow' }
    const store = redisReplayStore(await connected(server.port), options)
    expect(await store.add('a', later())).toBe(true)
    await server.kill()
    expect(await store.add('a', later())).toBe(false)
    expect(await store.add('b', later())).toBe(true)
    expect(await store.add('b', later())).toBe(false)
    expect(messages.map((message) => 'decision' in message && message.decision)).toEqual([
      'allowed',
    ])
  })
})

describe('what is written', () => {
  it('has the prefix, is in one slot of a cluster, is bounded, and lives as long as it has to', async () => {
    const server = await startedRedis()
    const admin = new Redis(server.port, '127.0.0.1')
    onTestFinished(() => admin.disconnect())
    const store = redisReplayStore(await connected(server.port), { prefix: 'app:', clockMargin: 5 })
    await store.add('x'.repeat(10_000), now() + 60)
    await store.add('plain', now() + 60)
    const keys = (await admin.keys('*')).toSorted()
    expect(keys).toEqual([
      'app:{replay}',
      expect.stringMatching(/^app:\{replay\}:#[\da-f]{64}#$/),
      'app:{replay}:plain',
    ])
    const life = await admin.pttl('app:{replay}:plain')
    expect(life).toBeGreaterThan(63_000)
    expect(life).toBeLessThanOrEqual(66_000)
  })

  it('has a prefix of ours where none is given', async () => {
    const names: string[] = []
    const client: RedisClient = async ({ keys }) => {
      names.push(...keys)
      throw new Error('gone')
    }
    await outcomeOf(redisReplayStore(client).add('a', later()))
    await Promise.allSettled([redisNonceSecrets(client).secrets()])
    expect(names).toEqual([
      'countersign:{replay}:a',
      'countersign:{replay}',
      'countersign:{nonce-secrets}',
    ])
  })

  it('is one round trip', async () => {
    const server = await startedRedis()
    const admin = new Redis(server.port, '127.0.0.1')
    onTestFinished(() => admin.disconnect())
    const store = redisReplayStore(await connected(server.port))
    const calls = async (): Promise<number> =>
      Number(/cmdstat_eval:calls=(\d+)/.exec(await admin.info('commandstats'))?.[1] ?? 0)
    const before = await calls()
    for (let at = 0; at < 10; at++) await store.add(`k${at}`, later())
    expect((await calls()) - before).toBe(10)
  })
})

describe('a client that sends a call again, because its connection broke before the answer', () => {
  it('gets the answer that it missed, and does not use the proof up', async () => {
    const server = await startedRedis()
    const admin = new Redis(server.port, '127.0.0.1')
    onTestFinished(() => admin.disconnect())
    const store = redisReplayStore(async ({ script, keys, args }) => {
      await admin.eval(script, keys.length, ...keys, ...args)
      return admin.eval(script, keys.length, ...keys, ...args)
    })
    expect(await store.add('a', later())).toBe(true)
    expect(await store.add('a', later())).toBe(false)
  })
})

describe('an answer that is none', () => {
  it.each([undefined, null, 'OK', '1', 2, true, {}, [1]])('is a 503: %j', async (reply) => {
    const store = redisReplayStore(() => Promise.resolve(reply))
    expect(await outcomeOf(store.add('a', later()))).toBeInstanceOf(DependencyError)
  })

  it('repeats no key', async () => {
    // As ioredis does it.
    const store = redisReplayStore(({ keys, args }) =>
      Promise.reject(Object.assign(new Error('OOM'), { command: { args: [...keys, ...args] } })),
    )
    const error = (await outcomeOf(store.add('a-secret-key', later()))) as Error
    expect(inspect(error, { depth: null, showHidden: true })).not.toContain('a-secret-key')
    expect(error.cause).toMatchObject({ message: 'OOM' })
  })
})

const client: RedisClient = () => Promise.resolve(1)

describe('wrong options', () => {
  it.each<readonly [string, unknown, object]>([
    ['client', undefined, {}],
    ['client', {}, {}],
    ['client', 'redis://localhost', {}],
    ['prefix', client, { prefix: '{a}' }],
    ['prefix', client, { prefix: 5 }],
    ['onUnavailable', client, { onUnavailable: 'ignore' }],
    ['timeout', client, { timeout: 0 }],
    ['timeout', client, { timeout: 4_001 }],
    ['clockMargin', client, { clockMargin: -1 }],
    ['clock', client, { clock: 5 }],
    ['ttl', client, { ttl: 5 }],
  ])('name %s', (option, given, options) => {
    expect(() => redisReplayStore(given as RedisClient, options)).toThrow(
      expect.objectContaining({ name: 'ConfigError', option }),
    )
  })
})
