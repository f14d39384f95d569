import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { count, startApiProcesses, type ApiProcesses } from './api-processes.js'

const PROOFS = 5_000
/** With two requests each at most. */
const CLIENTS = 32
/** How many proofs have been made when Redis is killed, each time. */
const OUTAGES_AT = new Set([1_500, 3_000])

/** What became of a proof. */
interface Use {
  readonly proof: string
  /** How many outages were over when it was made. */
  readonly outagesBefore: number
  readonly outcomes: readonly string[]
}

let apis: ApiProcesses

beforeAll(async () => {
  apis = await startApiProcesses()
})
afterAll(async () => apis?.close())

/** To each process once: every other time to both at once, else to one after the other has answered. */
async function useTwice(proof: string, at: number): Promise<readonly string[]> {
  const [first, second] = at % 4 < 2 ? [0, 1] : [1, 0]
  if (at % 2) return Promise.all([apis.use(proof, first), apis.use(proof, second)])
  return [await apis.use(proof, first), await apis.use(proof, second)]
}

/** Ten thousand requests of clients that go on whatever they are told, with outages in the middle. */
async function useAll(): Promise<readonly Use[]> {
  const uses: Use[] = []
  const outages: Promise<void>[] = []
  let made = 0
  let unavailable = 0
  let outagesBefore = 0

  async function outage(): Promise<void> {
    await apis.redis.kill()
    // Until a hundred have noticed.
    const noticed = unavailable + 100
    await vi.waitUntil(() => unavailable >= noticed, { timeout: 20_000, interval: 5 })
    await apis.redis.start()
    outagesBefore += 1
  }
  async function client(): Promise<void> {
    while (made < PROOFS) {
      const at = made++
      if (OUTAGES_AT.has(at)) outages.push(outage())
      const use = { proof: apis.newProof(), outagesBefore }
      const outcomes = await useTwice(use.proof, at)
      unavailable += count(outcomes, 'unavailable')
      uses.push({ ...use, outcomes })
    }
  }
  await Promise.all(Array.from({ length: CLIENTS }, client))
  await Promise.all(outages)
  return uses
}

describe('two processes whose Redis is killed and started under ten thousand requests', () => {
  it('accept no proof twice, say 503 meanwhile, and go on', { timeout: 120_000 }, async () => {
    // Their memory begins.
    await apis.use(apis.newProof(), 0)
    const uses = await useAll()
    const outcomes = uses.flatMap((use) => use.outcomes)
    expect(outcomes).toHaveLength(2 * PROOFS)
    expect(uses.filter((use) => count(use.outcomes, 'accepted') > 1)).toEqual([])
    expect([...new Set(outcomes)].toSorted()).toEqual(['accepted', 'replayed', 'unavailable'])

    const accepted = uses.filter((use) => use.outcomes.includes('accepted'))
    for (const outages of [0, 1, 2]) {
      const since = accepted.filter(({ outagesBefore }) => outagesBefore === outages)
      expect(since.length, `accepted after ${outages} outages`).toBeGreaterThan(500)
    }
    expect(apis.areRunning()).toBe(true)

    // Nor do they take what they had accepted before an outage.
    const old = accepted.filter(({ outagesBefore }) => outagesBefore < 2).slice(-500)
    const again = await Promise.all(old.map(({ proof }, at) => apis.use(proof, at % 2)))
    expect(again).not.toContain('accepted')
    expect(again).toContain('unavailable')
  })
})
