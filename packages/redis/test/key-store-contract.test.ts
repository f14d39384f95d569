import { randomBytes } from 'node:crypto'
import { type RedisServer, startRedis } from '@countersign/test-servers'
import { keyStoreContract } from '@countersign/testing/contracts'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { redisKeyStore } from '../src/index.js'
import { CLIENTS } from './clients.js'

let server: RedisServer
beforeAll(async () => {
  server = await startRedis()
})
afterAll(() => server.close())

const runner = { describe, it, beforeAll, afterAll }

for (const [name, connect] of Object.entries(CLIENTS)) {
  keyStoreContract(runner, name, async () => {
    const [one, other] = [await connect(server.port), await connect(server.port)]
    // Of its own for each client, so that none knows the ring of another.
    const options = { prefix: `${name}:`, secret: randomBytes(32), timeout: 4_000 }
    return {
      store: redisKeyStore(one.client, options),
      another: redisKeyStore(other.client, options),
      close: async () => void (await Promise.all([one.close(), other.close()])),
    }
  })
}
