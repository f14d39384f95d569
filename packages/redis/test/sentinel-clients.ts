import { Redis } from 'ioredis'
import { createSentinel } from 'redis'
import { connectedIoredis, connectedNodeRedis, type Connect } from './clients.js'
import { MASTER } from './redis-sentinel.js'

const host = '127.0.0.1'
const soon = (): number => 20

/** They connect to the port of a Sentinel. */
export const SENTINEL_CLIENTS: Readonly<Record<string, Connect>> = {
  'ioredis, by a Sentinel': async (port) =>
    connectedIoredis(
      new Redis({
        name: MASTER,
        sentinels: [{ host, port }],
        retryStrategy: soon,
        sentinelRetryStrategy: soon,
        lazyConnect: true,
      }),
    ),
  'redis (node-redis), by a Sentinel': async (port) =>
    connectedNodeRedis(
      createSentinel({
        name: MASTER,
        sentinelRootNodes: [{ host, port }],
        nodeClientOptions: { socket: { reconnectStrategy: soon } },
      }),
    ),
}
