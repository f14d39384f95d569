import type { Benchmark, Effort } from '../benchmark.js'
import { figureOf, withTarget, type Figure } from '../figure.js'
import { awake } from '../http/awake.js'
import { bearerRequest } from '../http/bearer-requests.js'
import type { Contest, Name } from '../http/contest.js'
import { PLATFORMS, type Platform } from '../http/guards.js'
import {
  floorEffort,
  type HttpEffort,
  pairEffort,
  peersEffort,
  peersOf,
  requestsInAll,
} from '../http/http-effort.js'
import { inCasts } from '../http/in-casts.js'
import { ORDERS } from '../http/routes.js'
import { sendAll } from '../http/send-all.js'
import { HOT_TOKENS } from '../http/supply.js'
import { takeTurn, togetherOf, type Turn } from '../http/take-turn.js'
import { createTokenSource } from '../http/token-source.js'
import type { Load } from '../http/trusted.js'
import { differencesOf, ratioOf } from '../ratio.js'
import type { Cell, Row, Table } from '../table.js'

export const http: Benchmark = httpOn(PLATFORMS)

/** The question, for these platforms only. */
export function httpOn(platforms: readonly Platform[]): Benchmark {
  return {
    name: 'http',
    question: 'What does protection cost on a server?',
    run: (effort) => run(platforms, effort),
  }
}

const TITLES: Readonly<Record<Platform, string>> = {
  express: 'Express 5',
  koa: 'Koa 3',
  'nest-express': 'Nest 12 on Express',
  'nest-fastify': 'Nest 12 on Fastify',
}

const LOADS: readonly Load[] = ['hot', 'distinct']

/** The share of the floor's throughput that is to be left. */
const KEPT = 0.93

/** Microseconds that a token may add to the floor that was seen before. */
const ADDED = 6

async function* run(
  platforms: readonly Platform[],
  effort: Effort,
): AsyncGenerator<string | Table> {
  yield `Servers, each in a process of its own, asked over 32 connections, in short turns, so that all meet the
same machine. Some turns of each together are one round, for which all are started anew. "kept" is their
throughput beside the floor's; "CPU added" is what they need for a request beyond the floor, or beyond a
server without any guard; "ours ahead" is our throughput beside that of a peer. The first of the peers differs from ours by
less than a server does from itself: for that one it is how long a request takes to come through its
guard, beside ours, in short turns of servers that do nothing else. "again" is the floor a second time:
what it is off 1.00 and 0 is the noise of this run.
"hot": ${HOT_TOKENS} tokens that were seen before; the floor does one SHA-256 and looks into a Map.
"distinct": every token is new, and RS256; the floor parses it, and calls crypto.verify.`

  const source = await createTokenSource()
  try {
    const efforts = [floorEffort(effort), peersEffort(effort), pairEffort(effort)]
    // The same ones for every server.
    const pool = (await source.tokens(Math.max(...efforts.map(requestsInAll)))).map(bearerRequest)
    const { warmUps } = floorEffort(effort)
    for (const platform of platforms)
      for (const load of LOADS)
        yield await measure({ platform, load, source, pool, warmUps }, effort)
  } finally {
    await source.close()
  }
}

async function measure(contest: Contest, effort: Effort): Promise<Table> {
  const { platform, load } = contest
  const peers = peersOf(platform, effort)
  const turns = await turnsOf(contest, ['bare', 'floor', 'again', 'ours'], floorEffort(effort))
  const beside = await turnsOf(contest, ['bare', 'floor', 'ours', ...peers], peersEffort(effort))
  const [closest, ...others] = peers
  const rowsOfPeers = [
    ...(closest ? [rowOf(closest, beside, await guardsBeside(closest, contest, effort))] : []),
    ...others.map((name) => rowOf(name, beside, throughputBeside(name, beside))),
  ]
  return {
    title: `${TITLES[platform]}, ${load}`,
    columns: ['kept', 'CPU added', 'CPU added to bare', 'ours ahead'],
    rows: [oursOf(turns, load), ...rowsOfPeers, rowOf('again', turns, '')],
  }
}

/** All turns of a server together, from its start to its end; of one that is started once, each of them. */
async function turnsOf(
  contest: Contest,
  names: readonly Name[],
  { requests, casts, rounds }: HttpEffort,
): Promise<Turns> {
  const turns = await inCasts(contest, names, { casts, rounds }, (contestant) => {
    const { server, connections, supply } = contestant
    return takeTurn(server, connections, supply(requests))
  })
  const count = casts > 1 ? rounds : 1
  const entries = names.map((name) => [name, togetherOf(turns[name], count)])
  return Object.fromEntries(entries) as Turns
}

/** How long the guard of a peer takes, beside ours. */
async function guardsBeside(peer: Name, contest: Contest, effort: Effort): Promise<Figure> {
  const { requests, ...often } = pairEffort(effort)
  const times = await inCasts(
    { ...contest, isTimed: true },
    ['ours', peer],
    often,
    async ({ server, connections, supply }) => {
      await server.guardTime()
      await awake(sendAll(connections, supply(requests), ORDERS))
      return server.guardTime()
    },
  )
  return withTarget(ratioOf(times[peer], times.ours), { least: 1 })
}

type Turns = Readonly<Record<Name, readonly Turn[]>>

function oursOf(turns: Turns, load: Load): Row {
  const [kept, added, ...others] = figuresOf('ours', turns)
  // A new token has no bound of its own: its share of the floor says it all.
  const bounded = load === 'hot' ? withTarget(added, { most: ADDED }) : added
  return { name: 'ours', cells: [withTarget(kept, { least: KEPT }), bounded, ...others, ''] }
}

function rowOf(name: Name, turns: Turns, ahead: Cell): Row {
  return { name, cells: [...figuresOf(name, turns), ahead] }
}

function throughputBeside(name: Name, turns: Turns): Figure {
  return withTarget(ratioOf(throughputOf('ours', turns), throughputOf(name, turns)), { least: 1 })
}

function figuresOf(
  name: Name,
  turns: Turns,
): readonly [kept: Figure, added: Figure, addedToBare: Figure] {
  return [
    ratioOf(throughputOf(name, turns), throughputOf('floor', turns)),
    figureOf(addedTo('floor', name, turns), 'µs'),
    figureOf(addedTo('bare', name, turns), 'µs'),
  ]
}

function throughputOf(name: Name, turns: Turns): readonly number[] {
  return turns[name].map(({ throughput }) => throughput)
}

/** What a server needs more than another one, in microseconds of CPU for a request. */
function addedTo(beside: Name, name: Name, turns: Turns): readonly number[] {
  const cpu = (name: Name): readonly number[] => turns[name].map((turn) => turn.cpu)
  return differencesOf(cpu(name), cpu(beside))
}
