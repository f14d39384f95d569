import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { count, startApiProcesses, type ApiProcesses } from './api-processes.js'

let apis: ApiProcesses

beforeAll(async () => {
  apis = await startApiProcesses()
})
afterAll(async () => apis?.close())

/** Asks both processes in turn, all at once. */
async function use(made: string, times: number): Promise<readonly string[]> {
  return Promise.all(Array.from({ length: times }, async (_, at) => apis.use(made, at % 2)))
}

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
    await apis.redis.kill()
    expect(count(await use(apis.newProof(), 4), 'unavailable')).toBe(4)
    await apis.redis.start()
    expect(count(await use(used, 10), 'unavailable')).toBe(10)
    await expect.poll(async () => count(await use(apis.newProof(), 2), 'accepted')).toBe(1)
  })
})
