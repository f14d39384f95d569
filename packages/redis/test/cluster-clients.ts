import { Cluster } from 'ioredis'
import { createCluster } from 'redis'
import { connectedIoredis, connectedNodeRedis, type ConnectedClient } from './clients.js'

type ConnectToCluster = (ports: readonly number[]) => Promise<ConnectedClient>

const host = '127.0.0.1'
const soon = (): number => 20

/** They connect to the nodes with these ports. */
export const CLUSTER_CLIENTS: Readonly<Record<string, ConnectToCluster>> = {
  'ioredis, a cluster': async (ports) => {
    const nodes = ports.map((port) => ({ host, port }))
    return connectedIoredis(new Cluster(nodes, { clusterRetryStrategy: soon, lazyConnect: true }))
  },
  'redis (node-redis), a cluster': async (ports) =>
    connectedNodeRedis(
      createCluster({
        rootNodes: ports.map((port) => ({ socket: { host, port } })),
        defaults: { socket: { reconnectStrategy: soon } },
      }),
    ),
}
