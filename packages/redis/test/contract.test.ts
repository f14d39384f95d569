import { setTimeout } from 'node:timers/promises'
import { type RedisServer, startRedis } from '@countersign/test-servers'
import { replayStoreContract, type ReplayStoreWorld } from '@countersign/testing/contracts'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { redisReplayStore } from '../src/index.js'
import { CLIENTS } from './clients.js'

let server: RedisServer
beforeAll(async () => {
  server = await startRedis()
})
afterAll(() => server.close())

const runner = { describe, it, beforeAll, afterAll }
const outage = { stop: async () => server.kill(), start: async () => server.start() }
const restart = async (): Promise<void> => {
  await outage.stop()
  await outage.start()
}

for (const [name, connect] of Object.entries(CLIENTS)) {
  const create = async (): Promise<ReplayStoreWorld> => {
    const [one, other] = [await connect(server.port), await connect(server.port)]
    // Of its own for each client, so that none knows the keys of another.
    const options = { prefix: `${name}:`, clockMargin: 0, timeout: 4_000 }
    return {
      store: redisReplayStore(one.client, options),
      another: redisReplayStore(other.client, options),
      now: () => Date.now() / 1000,
      // Nobody can move the clock of Redis.
      pass: (seconds) => setTimeout(seconds * 1000),
      close: async () => void (await Promise.all([one.close(), other.close()])),
    }
  }
  replayStoreContract(runner, name, create, { restart, outage })
}
