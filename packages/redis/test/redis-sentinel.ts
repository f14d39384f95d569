import { type RedisServer, startRedis } from '@countersign/test-servers'
import type { Redis } from 'ioredis'
import { administrator, untilItIs } from './administrator.js'

/** What the Sentinel calls the master. */
export const MASTER = 'the-master'

/** A master, a replica, and a Sentinel that promotes the replica once the master has been away for a moment. */
export interface RedisSentinel {
  /** Of the Sentinel, which clients ask for the master. */
  readonly port: number
  /** The master at first. */
  readonly first: RedisServer
  /** The replica at first. */
  readonly second: RedisServer
  /** Comes back once a server is the master, and the Sentinel says so. */
  leads(server: RedisServer): Promise<void>
  /** Comes back once a server is a replica that has all that the master has. */
  follows(server: RedisServer): Promise<void>
  /** Has the replica promoted although the master is there. */
  failover(): Promise<void>
  close(): Promise<void>
}

export async function startSentinel(): Promise<RedisSentinel> {
  const servers: RedisServer[] = []
  const admins = new Map<RedisServer, Redis>()
  const start = async (...settings: readonly string[]): Promise<RedisServer> => {
    const server = await startRedis(...settings)
    servers.push(server)
    admins.set(server, administrator(server.port))
    return server
  }
  const ask = async (server: RedisServer, ...command: [string, ...string[]]): Promise<unknown> =>
    admins.get(server)?.call(...command)
  const replication = async (server: RedisServer): Promise<string> =>
    String(await ask(server, 'INFO', 'replication'))
  const close = async (): Promise<void> => {
    for (const admin of admins.values()) admin.disconnect()
    await Promise.all(servers.map((server) => server.close()))
  }

  try {
    const prompt = 'repl-diskless-sync-delay 0'
    const first = await start(prompt)
    const address = `127.0.0.1 ${first.port}`
    const second = await start(prompt, `replicaof ${address}`)
    const follows = async (server: RedisServer): Promise<void> => {
      const leader = server === first ? second : first
      await untilItIs(async () => {
        const [info, leading] = [await replication(server), await replication(leader)]
        return info.includes('master_link_status:up') && offsetIn(info) === offsetIn(leading)
      })
    }
    await follows(second)
    const sentinel = await start(
      `sentinel monitor ${MASTER} ${address} 1`,
      `sentinel down-after-milliseconds ${MASTER} 500`,
      `sentinel failover-timeout ${MASTER} 3000`,
    )
    await untilItIs(async () => {
      const replicas = await ask(sentinel, 'SENTINEL', 'REPLICAS', MASTER)
      return JSON.stringify(replicas).includes('"master-link-status","ok"')
    })
    return {
      port: sentinel.port,
      first,
      second,
      async leads(server) {
        await untilItIs(async () => {
          const named = await ask(sentinel, 'SENTINEL', 'GET-MASTER-ADDR-BY-NAME', MASTER)
          const isNamed = String(named).endsWith(`,${server.port}`)
          return isNamed && (await replication(server)).includes('role:master')
        })
      },
      follows,
      failover: async () => void (await ask(sentinel, 'SENTINEL', 'FAILOVER', MASTER)),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

const offsetIn = (info: string): string | undefined => /master_repl_offset:(\d+)/.exec(info)?.[1]
