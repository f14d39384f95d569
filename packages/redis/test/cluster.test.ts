import { setTimeout } from 'node:timers/promises'
import { DependencyError } from '@countersign/core'
import { replayStoreContract } from '@countersign/testing/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { redisNonceSecrets, redisReplayStore, type RedisClient } from '../src/index.js'
import type { ConnectedClient } from './clients.js'
import { CLUSTER_CLIENTS } from './cluster-clients.js'
import { startCluster, type RedisCluster } from './redis-cluster.js'
import { addToAll, later, now, until, untilItTakesNewKeys } from './trying.js'

let cluster: RedisCluster
const connections = new Map<string, ConnectedClient>()

beforeAll(async () => {
  cluster = await startCluster()
  for (const [name, connect] of Object.entries(CLUSTER_CLIENTS)) {
    connections.set(name, await connect(cluster.ports))
  }
})
afterAll(async () => {
  await Promise.all([...connections.values()].map(({ close }) => close()))
  await cluster?.close()
})

function clientOf(name: string): RedisClient {
  const connection = connections.get(name)
  if (!connection) throw new Error(`no client ${name}`)
  return connection.client
}

// Both at once: most of the time of a contract is spent on waiting for keys to expire.
const runner = { describe: describe.concurrent, it: it.sequential, beforeAll, afterAll }

for (const [name, connect] of Object.entries(CLUSTER_CLIENTS)) {
  replayStoreContract(runner, name, async () => {
    const other = await connect(cluster.ports)
    const options = { prefix: `${name}:`, clockMargin: 0, timeout: 4_000 }
    return {
      store: redisReplayStore(clientOf(name), options),
      another: redisReplayStore(other.client, options),
      now,
      pass: (seconds) => setTimeout(seconds * 1000),
      close: other.close,
    }
  })
}

describe('in a cluster', () => {
  // A proof is looked up together with when the memory of its node began, in one step, and that works
  // in one slot only. So one master remembers all proofs, and the others have room for what else there is.
  it('all proofs are on the node that has the slot of {replay}, whatever the prefix', async () => {
    const owner = await cluster.ownerOf('{replay}')
    for (const name of Object.keys(CLUSTER_CLIENTS)) {
      const prefix = `slot of ${name}:`
      const store = redisReplayStore(clientOf(name), { prefix })
      for (let at = 0; at < 50; at++) expect(await store.add(`key ${at}`, later())).toBe(true)
      // And one for the memory.
      const expected = cluster.nodes.map((node) => (node === owner ? 50 + 1 : 0))
      expect(await cluster.count(prefix)).toEqual(expected)
    }
  })

  it('the secrets of nonces are the same for all, in a slot of their own', async () => {
    const lists = await Promise.all(
      Object.keys(CLUSTER_CLIENTS).map(async (name) => redisNonceSecrets(clientOf(name)).secrets()),
    )
    expect(lists[0]).toHaveLength(1)
    expect(lists[1]).toEqual(lists[0])
  })
})

describe('a cluster whose master of the slot is killed and started', () => {
  it('takes no proof twice, says nothing meanwhile, and goes on by itself', async () => {
    const stores = Object.keys(CLUSTER_CLIENTS).map((name) =>
      redisReplayStore(clientOf(name), { prefix: 'killed:', clockMargin: 0, timeout: 500 }),
    )
    const owner = await cluster.ownerOf('{replay}')
    const once = expect.arrayContaining([true, false])
    await Promise.all(stores.map(untilItTakesNewKeys))
    const made = now()
    const used = Array.from({ length: 20 }, (_, at) => `used ${at}`)
    for (const key of used) expect(await addToAll(stores, key, made)).toEqual(once)

    const answers: unknown[] = []
    const addAgain = async (): Promise<void> => {
      const outcomes = await Promise.all(used.map((key) => addToAll(stores, key, made)))
      answers.push(...outcomes.flat())
    }
    await owner.kill()
    await addAgain()
    answers.push(...(await addToAll(stores, 'new', now())))
    await owner.start()
    await until(Promise.all(stores.map(untilItTakesNewKeys)), addAgain)
    await addAgain()
    for (const answer of answers) expect(answer).toBeInstanceOf(DependencyError)
    expect(await addToAll(stores, 'new afterwards', now())).toEqual(once)
  })
})
