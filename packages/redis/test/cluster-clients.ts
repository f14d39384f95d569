import { Cluster } from 'ioredis'
import { createCluster } from 'redis'
import type { RedisClient } from '../src/index.js'
import type { ConnectedClient } from './clients.js'

type ConnectToCluster = (ports: readonly number[]) => Promise<ConnectedClient>

const host = '127.0.0.1'

const ioredis: ConnectToCluster = async (ports) => {
  const nodes = ports.map((port) => ({ host, port }))
  const client = new Cluster(nodes, { clusterRetryStrategy: () => 20, lazyConnect: true })
  client.on('error', () => undefined)
  await client.connect()
  return { client, close: async () => client.disconnect() }
}

const nodeRedis: ConnectToCluster = async (ports) => {
  const client = createCluster({
    rootNodes: ports.map((port) => ({ socket: { host, port } })),
    defaults: { socket: { reconnectStrategy: () => 20 } },
  })
  client.on('error', () => undefined)
  await client.connect()
  return { client: client as unknown as RedisClient, close: async () => client.destroy() }
}

export const CLUSTER_CLIENTS: Readonly<Record<string, ConnectToCluster>> = {
  'ioredis, a cluster': ioredis,
  'redis (node-redis), a cluster': nodeRedis,
}
