import { createTestClock } from '@countersign/testing'
import { revocationListContract } from '@countersign/testing/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RedisRevocationListOptions } from '../src/index.js'
import { CLUSTER_CLIENTS } from './cluster-clients.js'
import { startCluster, type RedisCluster } from './redis-cluster.js'
import {
  answerOf,
  contractWorld,
  listOver,
  revoke,
  untilRevoked,
  type ConnectedList,
} from './revocation-lists.js'

let cluster: RedisCluster
beforeAll(async () => {
  cluster = await startCluster()
})
afterAll(async () => cluster?.close())

async function connectedList(
  name: string,
  options: RedisRevocationListOptions,
): Promise<ConnectedList> {
  const connection = await CLUSTER_CLIENTS[name]?.(cluster.ports)
  if (!connection) throw new Error(`no client ${name}`)
  return listOver(connection, options)
}

for (const name of Object.keys(CLUSTER_CLIENTS)) {
  revocationListContract(
    { describe, it, beforeAll, afterAll },
    name,
    async () => {
      const clock = createTestClock()
      const options = { prefix: `${name}:`, clock, settle: 0, timeout: 4_000 }
      return contractWorld(() => connectedList(name, options), clock)
    },
    { margin: 600 },
  )
}

describe('in a cluster', () => {
  it('all of it is on the node that has the slot of {revocation}, whatever the prefix', async () => {
    const owner = await cluster.ownerOf('{revocation}')
    for (const name of Object.keys(CLUSTER_CLIENTS)) {
      const prefix = `slot of ${name}:`
      const { list, close } = await connectedList(name, { prefix, settle: 0 })
      await revoke(list, 'a')
      // The memory, the entries, and the stream.
      const expected = cluster.nodes.map((node) => (node === owner ? 3 : 0))
      expect(await cluster.count(prefix)).toEqual(expected)
      await close()
    }
  })

  it('whose master of the slot is killed and started nothing is forgotten', async () => {
    const options = { prefix: 'killed:', settle: 0, timeout: 500 }
    const names = Object.keys(CLUSTER_CLIENTS)
    const lists = await Promise.all(names.map(async (name) => connectedList(name, options)))
    const owner = await cluster.ownerOf('{revocation}')
    for (const [at, { list }] of lists.entries()) await revoke(list, `of ${at}`)
    await Promise.all(lists.map(async ({ list }) => list.ready()))
    await owner.kill()
    for (const [at, { list }] of lists.entries()) {
      await expect(revoke(list, `meanwhile ${at}`)).rejects.toMatchObject({ status: 503 })
    }
    await owner.start()
    for (const { list } of lists) {
      for (const id of ['of 0', 'of 1', 'meanwhile 0', 'meanwhile 1']) await untilRevoked(list, id)
      expect(await answerOf(list, 'other')).toBe(false)
    }
    await Promise.all(lists.map(async ({ close }) => close()))
  })
})
