import { createTestIdentityProvider, type TestIdentityProvider } from '@countersign/testing'
import type { Benchmark, Effort } from '../benchmark.js'
import { checkGuarded, cpuPerRequest } from '../http/batch.js'
import type { Guard, Trusted } from '../http/guards.js'
import { createHolder } from '../http/holder.js'
import { ORIGIN } from '../http/orders.js'
import { type Server, startServer } from '../http/server.js'
import { inRounds } from '../in-rounds.js'
import { ratioOf, showRatio } from '../ratio.js'
import { layOut, type Table } from '../table.js'

export const http: Benchmark = {
  name: 'http',
  question: 'What CPU does the check of a DPoP request add to an Express application?',
  run,
}

/** The processor time of a few requests would tell little. */
const REQUESTS_A_CALL = 4

/** The servers in the order of the columns, behind the yardstick. */
const SERVERS = {
  bare: 'bare',
  again: 'bare',
  ours: 'ours',
  peer: 'peer',
} as const satisfies Record<string, Guard>

type Name = keyof typeof SERVERS

const NAMES = Object.keys(SERVERS) as Name[]

async function* run(effort: Effort): AsyncGenerator<string> {
  yield `Express servers, each in a process of its own: a bare one, one behind our adapter, and one behind
express-oauth2-jwt-bearer, the peer; "again" is a second bare one. Figures are CPU time per request.
"all" is that of the whole server beside that of the bare one. "added" is what is more than the bare
one needs, beside what is more at the peer. Token and key were met before, every proof is new, all is
ES256. Unlike ours, the peer checks the token's signature each time, and remembers no proof.`

  const provider = await createTestIdentityProvider({ algorithms: ['ES256'], audience: ORIGIN })
  try {
    yield layOut(await measure(provider, effort))
  } finally {
    await provider.close()
  }
}

async function measure(provider: TestIdentityProvider, effort: Effort): Promise<Table> {
  const holder = await createHolder(provider)
  const servers = await startServers({ issuer: provider.issuer, audience: ORIGIN })
  try {
    for (const name of ['ours', 'peer'] as const) await checkGuarded(servers[name], holder)
    const requests = effort.calls * REQUESTS_A_CALL
    const cpu = await inRounds(NAMES, effort, (name) =>
      cpuPerRequest(servers[name], holder, requests),
    )
    const compared = NAMES.slice(1)
    const added = (name: Name): readonly number[] =>
      cpu[name].map((time, round) => time - (cpu.bare[round] ?? Number.NaN))
    return {
      title: 'ES256',
      columns: compared,
      rows: [
        { name: 'all', cells: compared.map((name) => showRatio(ratioOf(cpu[name], cpu.bare))) },
        {
          name: 'added',
          cells: compared.map((name) => showRatio(ratioOf(added(name), added('peer')))),
        },
      ],
    }
  } finally {
    await closeServers(Object.values(servers))
  }
}

async function startServers(trusted: Trusted): Promise<Readonly<Record<Name, Server>>> {
  const started: [Name, Server][] = []
  try {
    for (const name of NAMES) started.push([name, await startServer(SERVERS[name], trusted)])
    return Object.fromEntries(started) as Record<Name, Server>
  } catch (error) {
    await closeServers(started.map(([, server]) => server))
    throw error
  }
}

async function closeServers(servers: readonly Server[]): Promise<void> {
  await Promise.all(servers.map((server) => server.close()))
}
