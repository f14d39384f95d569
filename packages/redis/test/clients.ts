import { Redis } from 'ioredis'
import { createClient } from 'redis'
import type { RedisClient } from '../src/index.js'

export interface ConnectedClient {
  readonly client: RedisClient
  readonly close: () => Promise<void>
}

export type Connect = (port: number) => Promise<ConnectedClient>

const ioredis: Connect = async (port) => {
  const client = new Redis(port, '127.0.0.1', { retryStrategy: () => 20, lazyConnect: true })
  // It would be thrown otherwise, and a server that goes away is what these tests are about.
  client.on('error', () => undefined)
  await client.connect()
  return { client, close: async () => client.disconnect() }
}

const nodeRedis: Connect = async (port) => {
  const socket = { port, host: '127.0.0.1', reconnectStrategy: () => 20 }
  const client = createClient({ socket })
  client.on('error', () => undefined)
  await client.connect()
  return { client: client as unknown as RedisClient, close: async () => client.destroy() }
}

const bareFunction: Connect = async (port) => {
  const { client, close } = await ioredis(port)
  const redis = client as Redis
  return {
    client: async ({ script, keys, args }) =>
      redis.call('EVAL', script, keys.length, ...keys, ...args),
    close,
  }
}

export const CLIENTS: Readonly<Record<string, Connect>> = {
  ioredis,
  'redis (node-redis)': nodeRedis,
  'a function': bareFunction,
}
