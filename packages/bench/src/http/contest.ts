import { assertGuarded } from './assert-guarded.js'
import { bearerAttempts } from './bearer-requests.js'
import type { Connection } from './connection.js'
import type { Guard, Platform } from './guards.js'
import { ORDERS } from './routes.js'
import { sendAll } from './send-all.js'
import { connectTimes, startServer, type Server } from './server.js'
import { closeServers, startServers } from './servers.js'
import { supplyOf, type Supply } from './supply.js'
import type { TokenSource } from './token-source.js'
import type { Load } from './trusted.js'

/** Who takes part: a guard, the floor of this load, and that a second time. */
export type Name = Guard | 'floor' | 'again'

/** Servers of one platform that are compared under one load. */
export interface Contest {
  readonly platform: Platform
  readonly load: Load
  readonly source: TokenSource
  /** Requests that every server gets, with a token each. */
  readonly pool: readonly Buffer[]
  /** How many of them it gets before anything is measured: its code has to be compiled for good. */
  readonly warmUps: number
  /** Whether the servers can say how long their guards take, which slows all of them down. */
  readonly isTimed?: boolean
}

/** A server that is ready, and what it is to be asked. */
export interface Contestant {
  readonly server: Server
  readonly connections: readonly Connection[]
  /** One more, for what is asked beside the load. */
  readonly beside: Connection
  readonly supply: Supply
}

/** To each server. All are kept, with one request under way on each. */
const CONNECTIONS = 32

/**
 * Starts a server for each of these, and hands them over once all of them have shown that they can
 * tell good from bad. Without that there are no figures.
 */
export async function withContestants<Result>(
  { platform, load, source, pool, warmUps, isTimed }: Contest,
  names: readonly Name[],
  measure: (contestants: Readonly<Record<Name, Contestant>>) => Promise<Result>,
): Promise<Result> {
  const trusted = source.trusted(load)
  const guardOf = (name: Name): Guard =>
    name === 'floor' || name === 'again' ? `floor-${load}` : name
  const servers = await startServers(names, (name) =>
    startServer(platform, guardOf(name), trusted, isTimed),
  )
  const attempts = await bearerAttempts(source)
  const contestantOf = async (name: Name): Promise<Contestant> => {
    const server = servers[name]
    const connections = await connectTimes(CONNECTIONS, server)
    const beside = await server.connect()
    if (name !== 'bare') await assertGuarded(beside, attempts)
    const supply = supplyOf(pool, load)
    // Together, while nothing is measured. Of hot tokens, each has been seen with that.
    await sendAll(connections, supply(warmUps), ORDERS)
    return { server, connections, beside, supply }
  }
  try {
    const ready = await Promise.all(names.map(contestantOf))
    const entries = names.map((name, at) => [name, ready[at]])
    return await measure(Object.fromEntries(entries) as Record<Name, Contestant>)
  } finally {
    await closeServers(Object.values(servers))
  }
}
