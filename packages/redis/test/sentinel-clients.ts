import { Redis } from 'ioredis'
import { createSentinel } from 'redis'
import type { RedisClient } from '../src/index.js'
import type { Connect } from './clients.js'
import { MASTER } from './redis-sentinel.js'

const host = '127.0.0.1'
const soon = (): number => 20

const ioredis: Connect = async (port) => {
  const client = new Redis({
    name: MASTER,
    sentinels: [{ host, port }],
    retryStrategy: soon,
    sentinelRetryStrategy: soon,
    lazyConnect: true,
  })
  client.on('error', () => undefined)
  await client.connect()
  return { client, close: async () => client.disconnect() }
}

const nodeRedis: Connect = async (port) => {
  const client = createSentinel({
    name: MASTER,
    sentinelRootNodes: [{ host, port }],
    nodeClientOptions: { socket: { reconnectStrategy: soon } },
  })
  client.on('error', () => undefined)
  await client.connect()
  return { client: client as unknown as RedisClient, close: async () => client.destroy() }
}

/** They connect to the port of a Sentinel. */
export const SENTINEL_CLIENTS: Readonly<Record<string, Connect>> = {
  'ioredis, by a Sentinel': ioredis,
  'redis (node-redis), by a Sentinel': nodeRedis,
}
