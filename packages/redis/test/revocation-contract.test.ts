import { createTestClock } from '@countersign/testing'
import { revocationListContract, type RevocationListWorld } from '@countersign/testing/contracts'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { redisRevocationList, type RedisRevocationListOptions } from '../src/index.js'
import { CLIENTS, type Connect } from './clients.js'
import { startRedis, type RedisServer } from './redis-server.js'

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

async function connectedList(
  connect: Connect,
  options: RedisRevocationListOptions,
): Promise<{ list: ReturnType<typeof redisRevocationList>; close: () => Promise<void> }> {
  const { client, close } = await connect(server.port)
  const list = redisRevocationList(client, options)
  await list.ready()
  return {
    list,
    async close() {
      list.close()
      await close()
    },
  }
}

for (const [name, connect] of Object.entries(CLIENTS)) {
  for (const mode of ['snapshot', 'strict'] as const) {
    const clock = createTestClock()
    const options = { prefix: `${name} ${mode}:`, mode, clock, settle: 0, timeout: 4_000 }
    const create = async (): Promise<RevocationListWorld> => {
      const one = await connectedList(connect, options)
      const other = await connectedList(connect, options)
      return {
        list: one.list,
        another: other.list,
        now: () => clock() / 1000,
        async pass(seconds) {
          clock.advance(seconds)
          await Promise.all([one.list.ready(), other.list.ready()])
        },
        close: async () => void (await Promise.all([one.close(), other.close()])),
      }
    }
    const newcomer = async () => connectedList(connect, options)
    revocationListContract(runner, `${mode}, ${name}`, create, {
      margin: 600,
      restart,
      outage,
      newcomer,
    })
  }
}
