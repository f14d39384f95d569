import { type RedisServer, startRedis } from '@countersign/test-servers'
import type { Redis } from 'ioredis'
import { administrator, untilItIs } from './administrator.js'

const SLOTS = 16_384
const NODES = 3

/** Three masters that share the slots of a cluster evenly, without replicas. */
export interface RedisCluster {
  readonly nodes: readonly RedisServer[]
  readonly ports: readonly number[]
  /** The node that has the slot of a key. */
  ownerOf(key: string): Promise<RedisServer>
  /** How many keys with a prefix each of the nodes holds. */
  count(prefix: string): Promise<readonly number[]>
  close(): Promise<void>
}

export async function startCluster(): Promise<RedisCluster> {
  const started = await Promise.allSettled(
    Array.from({ length: NODES }, async () =>
      startRedis('cluster-enabled yes', 'cluster-node-timeout 500'),
    ),
  )
  const nodes = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  const admins = nodes.map(({ port }) => administrator(port))
  const close = async (): Promise<void> => {
    for (const admin of admins) admin.disconnect()
    await Promise.all(nodes.map((node) => node.close()))
  }
  try {
    if (nodes.length < NODES) throw new Error('a node of the cluster does not start')
    await join(admins, nodes)
  } catch (error) {
    await close()
    throw error
  }
  return {
    nodes,
    ports: nodes.map(({ port }) => port),
    async ownerOf(key) {
      const slot = Number(await admins[0]?.cluster('KEYSLOT', key))
      const owner = nodes[nodes.findIndex((_, at) => slot < firstSlot(at + 1))]
      if (!owner) throw new Error(`nobody has the slot ${slot}`)
      return owner
    },
    count: async (prefix) =>
      Promise.all(admins.map(async (admin) => (await admin.keys(`${prefix}*`)).length)),
    close,
  }
}

const firstSlot = (node: number): number => Math.ceil((SLOTS * node) / NODES)

async function join(admins: readonly Redis[], nodes: readonly RedisServer[]): Promise<void> {
  for (const [at, admin] of admins.entries()) {
    // Nodes with the same epoch would have to settle that first.
    await admin.call('CLUSTER', 'SET-CONFIG-EPOCH', at + 1)
    await admin.call('CLUSTER', 'ADDSLOTSRANGE', firstSlot(at), firstSlot(at + 1) - 1)
  }
  for (const { port } of nodes) await admins[0]?.cluster('MEET', '127.0.0.1', port)
  await Promise.all(admins.map(whole))
}

/** Comes back once a node knows that all slots are served. */
async function whole(admin: Redis): Promise<void> {
  await untilItIs(async () => {
    const info = await admin.cluster('INFO')
    return info.includes('cluster_state:ok') && info.includes(`cluster_size:${NODES}`)
  })
}
