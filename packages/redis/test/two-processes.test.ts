import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApiProcesses, type ApiProcesses } from './api-processes.js'
import { startRedis, type RedisServer } from './redis-server.js'

let server: RedisServer
let apis: ApiProcesses

beforeAll(async () => {
  server = await startRedis()
  apis = await startApiProcesses(server.port)
})
afterAll(async () => {
  await apis?.close()
  await server?.close()
})

/** Asks both processes in turn, all at once. */
async function use(made: string, times: number): Promise<readonly string[]> {
  return Promise.all(Array.from({ length: times }, async (_, at) => apis.use(made, at % 2)))
}

const count = (outcomes: readonly string[], outcome: string): number =>
  outcomes.filter((one) => one === outcome).length

describe('two processes that share a Redis', () => {
  it('take a proof once, of fifty that come at the same time', async () => {
    // Their memory begins with the first proof, which may have been made before that.
    await use(apis.newProof(), 2)
    const outcomes = await use(apis.newProof(), 50)
    expect([count(outcomes, 'accepted'), count(outcomes, 'replayed')]).toEqual([1, 49])
  })

  it('take none twice when it is killed and started, and go on by themselves', async () => {
    const used = apis.newProof()
    expect(count(await use(used, 2), 'accepted')).toBe(1)
    await server.kill()
    expect(count(await use(apis.newProof(), 4), 'unavailable')).toBe(4)
    await server.start()
    expect(count(await use(used, 10), 'unavailable')).toBe(10)
    await expect.poll(async () => count(await use(apis.newProof(), 2), 'accepted')).toBe(1)
  })
})
