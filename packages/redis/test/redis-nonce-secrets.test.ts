import { createVerifier } from '@countersign/core'
import { createTestClock } from '@countersign/testing'
import { inspect } from 'node:util'
import { type RedisServer, startRedis } from '@countersign/test-servers'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { redisNonceSecrets, type RedisClient } from '../src/index.js'
import { CLIENTS } from './clients.js'

let server: RedisServer
let admin: Redis

beforeAll(async () => {
  server = await startRedis()
  admin = new Redis(server.port, '127.0.0.1', { retryStrategy: () => 20 })
  admin.on('error', () => undefined)
})
afterAll(async () => {
  admin.disconnect()
  await server.close()
})

describe('nonce secrets in Redis', () => {
  it.each(Object.entries(CLIENTS))(
    'are the same for all that start at once: %s',
    async (name, connect) => {
      const clients = await Promise.all([connect(server.port), connect(server.port)])
      const prefix = `${name}:`
      const lists = await Promise.all(
        clients.flatMap(({ client }) =>
          Array.from({ length: 5 }, async () => redisNonceSecrets(client, { prefix }).secrets()),
        ),
      )
      expect(new Set(lists.map((list) => JSON.stringify(list))).size).toBe(1)
      expect(lists[0]).toEqual([expect.stringMatching(/^[\w-]{43}$/)])
      await Promise.all(clients.map(({ close }) => close()))
    },
  )

  it('are looked at once a minute, behind whoever asks', async () => {
    const clock = createTestClock()
    let looks = 0
    const client: RedisClient = async ({ script, keys, args }) => {
      looks += 1
      return admin.eval(script, keys.length, ...keys, ...args)
    }
    const store = redisNonceSecrets(client, { prefix: 'minute:', clock })
    const first = await store.secrets()
    for (let at = 0; at < 100; at++) expect(store.secrets()).toBe(first)
    expect(looks).toBe(1)
    clock.advance(60)
    expect(store.secrets()).toBe(first)
    await expect.poll(() => looks).toBe(2)
  })

  it('change, and the old one goes on until everybody knows the new one', async () => {
    const prefix = 'rotated:'
    const key = `${prefix}{nonce-secrets}`
    const read = async (): Promise<readonly (string | Uint8Array)[]> =>
      redisNonceSecrets(admin, { prefix, rotateEvery: 600 }).secrets()
    const [first] = await read()
    // As if it had been made so long ago.
    const age = async (seconds: number): Promise<void> => {
      const list = JSON.parse((await admin.get(key)) ?? '[]') as { secret: string; at: number }[]
      const older = list.map(({ secret, at }) => ({ secret, at: at - seconds }))
      await admin.set(key, JSON.stringify(older))
    }
    await age(700)
    const [active, ...others] = await read()
    expect(active).toBe(first)
    expect(others).toHaveLength(1)
    await age(200)
    expect(await read()).toEqual([others[0], first])
    await age(10_000)
    // The next one has come, and the first one has gone.
    expect(await read()).toEqual([others[0], expect.not.stringMatching(String(first))])
  })

  it('go on while Redis is away, and are a 503 where there have never been any', async () => {
    const clock = createTestClock()
    const store = redisNonceSecrets(admin, { prefix: 'away:', clock, timeout: 100 })
    const known = await store.secrets()
    await server.kill()
    clock.advance(3_600)
    expect(await store.secrets()).toBe(known)
    await expect(redisNonceSecrets(admin, { timeout: 100 }).secrets()).rejects.toThrow('no answer')
    await server.start()
  })

  it('stand in no error, not even those that were never used', async () => {
    let sent: readonly string[] = []
    const store = redisNonceSecrets(({ args }) => {
      sent = args
      return Promise.reject(Object.assign(new Error('OOM'), { command: { args } }))
    })
    const error = await Promise.resolve(store.secrets()).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ message: 'OOM' })
    expect(inspect(error, { depth: null, showHidden: true })).not.toContain(sent[0])
  })

  it('fit the option', () => {
    const secret = redisNonceSecrets(admin)
    const options = { issuer: 'https://id.example', audience: 'https://rs.example' }
    const verifier = createVerifier({ ...options, dpop: { nonce: { secret } } })
    expect(verifier).toBeDefined()
    verifier.close()
  })
})
