import { setTimeout } from 'node:timers/promises'
import { replayStoreContract } from '@countersign/testing/contracts'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { redisReplayStore } from '../src/index.js'
import { CLIENTS } from './clients.js'
import { startRedis, type RedisServer } from './redis-server.js'

let server: RedisServer
beforeAll(async () => {
  server = await startRedis()
})
afterAll(() => server.close())

const runner = { describe, it, beforeAll, afterAll }
// Of its own for each client, so that none knows the keys of another.
const prefixOf = (name: string): string => `${name}:`

for (const [name, connect] of Object.entries(CLIENTS)) {
  replayStoreContract(runner, name, async () => {
    const [one, other] = [await connect(server.port), await connect(server.port)]
    const options = { prefix: prefixOf(name), clockMargin: 0, timeout: 10_000 }
    return {
      store: redisReplayStore(one.client, options),
      another: redisReplayStore(other.client, options),
      now: () => Date.now() / 1000,
      // Nobody can move the clock of Redis.
      pass: (seconds) => setTimeout(seconds * 1000),
      close: async () => void (await Promise.all([one.close(), other.close()])),
    }
  })
}
