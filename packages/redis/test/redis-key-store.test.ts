import { createCipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { inspect } from 'node:util'
import { ConfigError } from '@countersign/core'
import { type RedisServer, startRedis } from '@countersign/test-servers'
import { createKeyRing, KeyRingError, type KeyRing, type KeyStore } from '@countersign/issuer'
import type { Redis } from 'ioredis'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { redisKeyStore, type RedisClient, type RedisKeyStoreOptions } from '../src/index.js'
import { administrator } from './administrator.js'
import { CLUSTER_CLIENTS } from './cluster-clients.js'
import { startCluster } from './redis-cluster.js'

const secret = randomBytes(32)

let server: RedisServer
let admin: Redis
let prefix: string
let key: string
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
  prefix = `ring ${(count += 1)}:`
  key = `${prefix}{key-ring}`
})

async function started(options: Partial<RedisKeyStoreOptions> = {}): Promise<KeyRing> {
  // The type of the issuer's own store: whether ours fits is a matter for the compiler.
  const store: KeyStore = redisKeyStore(admin, { prefix, secret, ...options })
  const ring = await createKeyRing({ store })
  onTestFinished(() => ring.close())
  return ring
}

async function errorOf(work: Promise<unknown>): Promise<unknown> {
  return work.catch((thrown: unknown) => thrown)
}

const CHANGED = 'the key ring in Redis was changed, or encrypted with another secret'

describe('a key ring in Redis', () => {
  it('is shared', async () => {
    const [one, other] = [await started(), await started()]
    const outcomes = await Promise.all(
      [one, other].map(async (ring) => ring.rotate({ force: true })),
    )
    expect(outcomes.map(({ outcome }) => outcome).toSorted()).toEqual(['rotated', 'taken_over'])
    expect(other.publicKeys()).toEqual(one.publicKeys())
  })

  it('shows nothing of itself but its version', async () => {
    const ring = await started()
    const kept = await admin.hgetall(key)
    expect(Object.keys(kept).toSorted()).toEqual(['ring', 'version'])
    expect(kept.version).toBe('1')
    const shown = Buffer.from(kept.ring ?? '', 'base64url').toString('latin1')
    for (const word of ['privateKey', 'ES256', ring.signingKey().kid]) {
      expect(shown).not.toContain(word)
    }
  })

  it('looks another way each time', async () => {
    const store = redisKeyStore(admin, { prefix, secret })
    const ring = { version: 1, document: '{"version":1}' }
    const seen = new Set<string | null>()
    for (let at = 0; at < 3; at++) {
      await admin.del(key)
      await store.save(ring, undefined)
      seen.add(await admin.hget(key, 'ring'))
    }
    expect(seen.size).toBe(3)
  })

  it.each<[string, () => Promise<unknown>]>([
    ['one octet of it is another', async () => tamper(70)],
    ['its tag is another', async () => tamper(45)],
    ['its salt is another', async () => tamper(1)],
    ['its form is another', async () => tamper(0)],
    ['it is cut off', async () => admin.hset(key, 'ring', 'AQ')],
    ['it is empty', async () => admin.hset(key, 'ring', '')],
    ['it is said to be of another version', async () => admin.hset(key, 'version', '2')],
    ['it is the one of another issuer', async () => plantAnother()],
    ['its author had another secret', async () => plant(randomBytes(32))],
  ])('is refused, and stays, if %s', async (_name, spoil) => {
    const ring = await started()
    const { kid } = ring.signingKey()
    await spoil()
    const kept = await admin.hgetall(key)
    await expect(started()).rejects.toThrow(CHANGED)
    await expect(ring.refresh()).rejects.toThrow(CHANGED)
    expect(ring.signingKey().kid).toBe(kid)
    expect(await admin.hgetall(key)).toEqual(kept)
  })

  it.each<[string, () => Promise<unknown>]>([
    ['no version', async () => admin.hdel(key, 'version')],
    ['no ring', async () => admin.hdel(key, 'ring')],
    ['a version that is none', async () => admin.hset(key, 'version', '01')],
    ['a ring that is too large', async () => admin.hset(key, 'ring', 'A'.repeat(1_000_001))],
    ['something else', async () => admin.del(key).then(async () => admin.set(key, 'x'))],
  ])('is no ring with %s', async (_name, spoil) => {
    await started()
    await spoil()
    const error = await errorOf(started())
    expect(error).toBeInstanceOf(KeyRingError)
    expect(error).toMatchObject({ reason: 'store_failed' })
  })

  it('is older than what was seen once somebody puts an old one back, and goes again', async () => {
    const ring = await started()
    const old = await admin.hgetall(key)
    await ring.rotate({ force: true })
    await ring.rotate({ force: true })
    const newest = ring.status()
    await admin.hset(key, old)
    await ring.refresh()
    expect(ring.status().keys).toEqual(newest.keys)
    expect(await admin.hget(key, 'version')).toBe('3')
    expect((await started()).publicKeys()).toEqual(ring.publicKeys())
  })

  it('survives that Redis has lost it', async () => {
    const ring = await started()
    await server.kill()
    await server.start()
    await expect.poll(async () => admin.ping()).toBe('PONG')
    expect(await admin.exists(key)).toBe(0)
    await ring.refresh()
    expect((await started()).publicKeys()).toEqual(ring.publicKeys())
  })

  it('goes on while Redis is away', async () => {
    const ring = await started({ timeout: 50 })
    const { kid } = ring.signingKey()
    server.freeze()
    const error = await errorOf(ring.refresh())
    server.thaw()
    expect(error).toMatchObject({
      reason: 'store_failed',
      message: expect.stringContaining('50 ms'),
    })
    expect(ring.signingKey().kid).toBe(kid)
  })
})

describe('a change that a client kept until it was connected again', () => {
  it('is not made any more', async () => {
    const ring = await started()
    const kept = await admin.hgetall(key)
    const queue: (() => Promise<unknown>)[] = []
    const client: RedisClient = async ({ script, keys, args }) => {
      const run = async (): Promise<unknown> => admin.eval(script, keys.length, ...keys, ...args)
      if (!script.includes('HSET')) return run()
      queue.push(run)
      return new Promise(() => undefined)
    }
    const store = redisKeyStore(client, { prefix, secret, timeout: 250 })
    const next = { version: 2, document: '{"version":2}' }
    await expect(store.save(next, 1)).rejects.toThrow('no answer within 250 ms')
    const late = (await milliseconds()) + 250
    await expect.poll(milliseconds).toBeGreaterThan(late)
    expect(await Promise.all(queue.map(async (run) => run()))).toEqual([0])
    expect(await admin.hgetall(key)).toEqual(kept)
    expect(await ring.rotate({ force: true })).toMatchObject({ outcome: 'rotated' })
  })
})

describe('the secret of a key ring', () => {
  it('can be changed: an old one reads until the ring has changed', async () => {
    const [old, fresh] = [randomBytes(32), 'x'.repeat(32)]
    const ring = await started({ secret: old })
    await expect(started({ secret: fresh })).rejects.toThrow(CHANGED)
    const both = await started({ secret: [fresh, old] })
    expect(both.publicKeys()).toEqual(ring.publicKeys())
    await both.rotate({ force: true })
    expect((await started({ secret: fresh })).publicKeys()).toEqual(both.publicKeys())
    await expect(ring.refresh()).rejects.toThrow(CHANGED)
  })

  it('opens what was encrypted by releases that had no other use for it', async () => {
    const document = '{"version":1}'
    await admin.hset(key, { version: '1', ring: sealedAsEver(document, `1 ${key}`) })
    const store = redisKeyStore(admin, { prefix, secret })
    expect(await store.load()).toEqual({ version: 1, document })
  })

  it('may not be changed under our hands', async () => {
    const given = Buffer.from(secret)
    const store = redisKeyStore(admin, { prefix, secret: given })
    given.fill(0)
    await store.save({ version: 1, document: '{"version":1}' }, undefined)
    expect(await redisKeyStore(admin, { prefix, secret }).load()).toMatchObject({ version: 1 })
  })

  it('stands in no error, and neither does a key', async () => {
    let sent: readonly string[] = []
    const client: RedisClient = async ({ script, args }) => {
      if (!script.includes('HSET')) return '1800000000000'
      sent = args
      throw Object.assign(new Error('OOM'), { command: { args } })
    }
    const store = redisKeyStore(client, { secret })
    const error = await errorOf(store.save({ version: 1, document: 'a key' }, undefined))
    expect(error).toMatchObject({ message: 'OOM' })
    const shown = inspect(error, { depth: null, showHidden: true })
    for (const word of [sent[2] ?? '', 'a key', secret.toString('base64')]) {
      expect(shown).not.toContain(word)
    }
  })
})

describe('redisKeyStore', () => {
  it.each<[string, unknown]>([
    ['secret', {}],
    ['secret', { secret: '' }],
    ['secret', { secret: 'x'.repeat(31) }],
    ['secret', { secret: randomBytes(31) }],
    ['secret', { secret: 1 }],
    ['secret', { secret: [] }],
    ['secret', { secret: [secret, 'short'] }],
    ['secret', { secret: Array(11).fill(secret) }],
    ['prefix', { secret, prefix: '{a}' }],
    ['timeout', { secret, timeout: 5 }],
    ['clock', { secret, clock: Date.now }],
    ['key', { secret, key: 'x' }],
    ['options', undefined],
  ])('names a wrong "%s": %j', (option, options) => {
    const make = (): unknown => redisKeyStore(admin, options as RedisKeyStoreOptions)
    expect(make).toThrow(ConfigError)
    expect(make).toThrow(option)
  })

  it('needs a client', () => {
    expect(() => redisKeyStore({} as RedisClient, { secret })).toThrow('client')
  })

  it('does not take an answer that is none for one', async () => {
    for (const reply of [undefined, null, [], 'OK', ['1'], [null, 'x'], 2]) {
      const store = redisKeyStore(async () => reply, { secret })
      await expect(store.load()).rejects.toThrow('an answer that is none')
      await expect(store.save({ version: 1, document: '' }, undefined)).rejects.toThrow('none')
    }
  })

  it('works in a cluster, by either client', async () => {
    const cluster = await startCluster()
    onTestFinished(async () => cluster.close())
    const rings: KeyRing[] = []
    for (const connect of Object.values(CLUSTER_CLIENTS)) {
      const { client, close } = await connect(cluster.ports)
      onTestFinished(close)
      const ring = await createKeyRing({ store: redisKeyStore(client, { secret }) })
      onTestFinished(() => ring.close())
      rings.push(ring)
    }
    await rings[0]?.rotate({ force: true })
    await rings[1]?.refresh()
    expect(rings[1]?.publicKeys()).toEqual(rings[0]?.publicKeys())
  })
})

/** The form of a ring in Redis, written down once more: whoever updates has rings of it. */
function sealedAsEver(text: string, purpose: string): string {
  const [salt, iv] = [randomBytes(32), randomBytes(12)]
  const derived = hkdfSync('sha256', secret, salt, 'countersign key ring', 32)
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(derived), iv)
  cipher.setAAD(Buffer.from(purpose))
  const sealed = Buffer.concat([cipher.update(text), cipher.final()])
  return Buffer.concat([Buffer.of(1), salt, iv, cipher.getAuthTag(), sealed]).toString('base64url')
}

/** By the clock of the server. */
async function milliseconds(): Promise<number> {
  const [seconds, microseconds] = await admin.time()
  return Number(seconds) * 1000 + Number(microseconds) / 1000
}

/** Changes a bit of what is kept, as who can write to Redis may. */
async function tamper(at: number): Promise<void> {
  const bytes = Buffer.from((await admin.hget(key, 'ring')) ?? '', 'base64url')
  bytes.writeUInt8(bytes.readUInt8(at) ^ 2, at)
  await admin.hset(key, 'ring', bytes.toString('base64url'))
}

/** Makes another ring with that secret, and puts it in the place of ours. */
async function plant(other: Uint8Array): Promise<void> {
  await admin.del(key)
  await started({ secret: other })
}

/** Puts a ring with our own secret, but of another place, in the place of ours. */
async function plantAnother(): Promise<void> {
  await started({ prefix: `other ${prefix}` })
  await admin.copy(`other ${key}`, key, 'REPLACE')
}
