import { Redis, type Cluster } from 'ioredis'
import { createClient } from 'redis'
import type { RedisClient } from '../src/index.js'

export interface ConnectedClient {
  readonly client: RedisClient
  readonly close: () => Promise<void>
}

export type Connect = (port: number) => Promise<ConnectedClient>

// It would be thrown otherwise, and servers that go away are what these tests are about.
const ignore = (): void => undefined

/** Connects a client that waits to be told. */
export async function connectedIoredis(client: Redis | Cluster): Promise<ConnectedClient> {
  client.on('error', ignore)
  await client.connect()
  return { client, close: async () => client.disconnect() }
}

/** What clients, clusters and Sentinels of `redis` have in common, whatever their types say. */
interface NodeRedis {
  on(event: 'error', listener: () => void): unknown
  connect(): Promise<unknown>
  destroy(): unknown
}

export async function connectedNodeRedis(client: NodeRedis): Promise<ConnectedClient> {
  client.on('error', ignore)
  await client.connect()
  return { client: client as unknown as RedisClient, close: async () => void client.destroy() }
}

const ioredis: Connect = async (port) =>
  connectedIoredis(new Redis(port, '127.0.0.1', { retryStrategy: () => 20, lazyConnect: true }))

const nodeRedis: Connect = async (port) =>
  connectedNodeRedis(
    createClient({ socket: { port, host: '127.0.0.1', reconnectStrategy: () => 20 } }),
  )

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
