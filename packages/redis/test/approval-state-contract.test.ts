import { randomBytes } from 'node:crypto'
import { approvalStateContract } from '@countersign/testing/contracts'
import { afterAll, beforeAll, describe, it, vi } from 'vitest'
import { redisApprovalState } from '../src/index.js'
import { CLIENTS } from './clients.js'
import { startRedis, type RedisServer } from '@countersign/test-servers'

let server: RedisServer
beforeAll(async () => {
  // What the servers of these instances go by; Redis keeps its own time.
  vi.useFakeTimers({ toFake: ['Date'] })
  server = await startRedis()
})
afterAll(async () => {
  vi.useRealTimers()
  await server.close()
})

const runner = { describe, it, beforeAll, afterAll }
const outage = { stop: async () => server.kill(), start: async () => server.start() }

for (const [name, connect] of Object.entries(CLIENTS)) {
  const create = async () => {
    const [one, other] = [await connect(server.port), await connect(server.port)]
    // Of its own for each client, so that none knows the entries of another.
    const options = { prefix: `${name}:`, secret: randomBytes(32), timeout: 4_000 }
    return {
      state: redisApprovalState(one.client, options),
      another: redisApprovalState(other.client, options),
      pass: async (seconds: number) => void vi.setSystemTime(Date.now() + seconds * 1000),
      close: async () => void (await Promise.all([one.close(), other.close()])),
    }
  }
  approvalStateContract(runner, name, create, { outage })
}
