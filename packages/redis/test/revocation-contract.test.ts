import { type RedisServer, startRedis } from '@countersign/test-servers'
import { createTestClock } from '@countersign/testing'
import { revocationListContract } from '@countersign/testing/contracts'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { CLIENTS } from './clients.js'
import { contractWorld, listOver } from './revocation-lists.js'

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
  for (const mode of ['snapshot', 'strict'] as const) {
    const clock = createTestClock()
    const options = { prefix: `${name} ${mode}:`, mode, clock, settle: 0, timeout: 4_000 }
    const connectedList = async () => listOver(await connect(server.port), options)
    const create = async () => contractWorld(connectedList, clock)
    revocationListContract(runner, `${mode}, ${name}`, create, {
      margin: 600,
      restart,
      outage,
      newcomer: connectedList,
    })
  }
}
