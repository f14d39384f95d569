import { createTestIdentityProvider, type TestIdentityProvider } from '@countersign/testing'
import type { Benchmark, Effort } from '../benchmark.js'
import { assertGuarded } from '../http/assert-guarded.js'
import type { Connection } from '../http/connection.js'
import type { Guard } from '../http/guards.js'
import { createHolder, ORIGIN } from '../http/holder.js'
import { connectTimes, startServer } from '../http/server.js'
import { closeServers, startServers } from '../http/servers.js'
import { takeTurn } from '../http/take-turn.js'
import { inRounds } from '../in-rounds.js'
import { differencesOf, ratioOf } from '../ratio.js'
import type { Table } from '../table.js'

export const httpDpop: Benchmark = {
  name: 'http-dpop',
  question: 'What CPU does the check of a DPoP request add to an Express application?',
  run,
}

/** The processor time of a few requests would tell little. */
const REQUESTS_A_CALL = 4

/** Requests under way at a time, each on a connection that is kept. */
const CONNECTIONS = 8

/** The servers in the order of the columns, behind the yardstick. */
const SERVERS = {
  bare: 'bare',
  again: 'bare',
  ours: 'ours',
  peer: 'express-oauth2-jwt-bearer',
} as const satisfies Record<string, Guard<'express'>>

type Name = keyof typeof SERVERS

const NAMES = Object.keys(SERVERS) as Name[]

async function* run(effort: Effort): AsyncGenerator<string | Table> {
  yield `Express servers, each in a process of its own: a bare one, one behind our adapter, and one behind
express-oauth2-jwt-bearer, the peer; "again" is a second bare one. Figures are CPU time per request.
"all" is that of the whole server beside that of the bare one. "added" is what is more than the bare
one needs, beside what is more at the peer. Token and key were met before, every proof is new, all is
ES256. Unlike ours, the peer checks the token's signature each time, and remembers no proof.`

  const provider = await createTestIdentityProvider({ algorithms: ['ES256'], audience: ORIGIN })
  try {
    yield await measure(provider, effort)
  } finally {
    await provider.close()
  }
}

async function measure(provider: TestIdentityProvider, effort: Effort): Promise<Table> {
  const holder = await createHolder(provider)
  const [key] = provider.keys.values()
  if (!key) throw new Error('the provider has no key')
  const { issuer } = provider
  const trusted = { issuer, audience: ORIGIN, key: key.publicJwk, load: 'hot', dpop: true } as const
  const servers = await startServers(NAMES, (name) =>
    startServer('express', SERVERS[name], trusted),
  )
  try {
    const { calls, rounds, warmUpRounds } = effort
    const requests = calls * REQUESTS_A_CALL
    const sized = { rounds: Math.ceil(rounds / 2), warmUpRounds }
    const kept = new Map<Name, readonly Connection[]>()
    for (const name of NAMES) {
      if (SERVERS[name] !== 'bare') await assertGuarded(await servers[name].connect(), holder)
      kept.set(name, await connectTimes(CONNECTIONS, servers[name]))
    }
    const cpu = await inRounds(NAMES, sized, async (name) => {
      const connections = kept.get(name) ?? []
      return (await takeTurn(servers[name], connections, holder.requests(requests))).cpu
    })
    const compared = NAMES.slice(1)
    const added = (name: Name): readonly number[] => differencesOf(cpu[name], cpu.bare)
    return {
      title: 'ES256',
      columns: compared,
      rows: [
        { name: 'all', cells: compared.map((name) => ratioOf(cpu[name], cpu.bare)) },
        { name: 'added', cells: compared.map((name) => ratioOf(added(name), added('peer'))) },
      ],
    }
  } finally {
    await closeServers(Object.values(servers))
  }
}
