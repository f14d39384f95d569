import type { Benchmark, Effort } from '../benchmark.js'
import { figureOf, withTarget } from '../figure.js'
import { bearerRequest } from '../http/bearer-requests.js'
import { type Contest, type Name, withContestants } from '../http/contest.js'
import { httpEffort, peersOf, requestsInAll } from '../http/http-effort.js'
import { inCasts } from '../http/in-casts.js'
import { probe, type Latency } from '../http/probe.js'
import { takeTurn } from '../http/take-turn.js'
import { createTokenSource, type TokenSource } from '../http/token-source.js'
import { ratioOf } from '../ratio.js'
import type { Row, Table } from '../table.js'

export const httpLatency: Benchmark = {
  name: 'http-latency',
  question: 'How long do other requests wait while tokens are verified?',
  run,
}

/** What the slowest answers differ by for no reason: `again` shows it. */
const NOISE = 0.05

/** Of what the floor gets done. The peer that needs most gets that done too. */
const SHARE = 0.5

async function* run(effort: Effort): AsyncGenerator<string | Table> {
  yield `Express servers, each in a process of its own. 32 connections send RS256 tokens that no server has
seen, to each server as many in a second: half of what the floor gets done if it is asked for all it
can. One more asks an unprotected route, one request after the other. Figures are what it waits for an
answer, in each round: the middle one (p50), and the one that 99 of 100 are below (p99).
"ours beside it" is our p99 as a ratio to that of the row. "again" is the floor a second time: what
the two differ by is the noise of this run.`

  const source = await createTokenSource()
  try {
    yield await measure(source, effort)
  } finally {
    await source.close()
  }
}

async function measure(source: TokenSource, effort: Effort): Promise<Table> {
  const sized = httpEffort(effort)
  const { requests, warmUps } = sized
  const pool = (await source.tokens(requestsInAll(sized))).map(bearerRequest)
  const peers = peersOf('express', effort)
  const names: readonly Name[] = ['floor', 'again', 'ours', ...peers]
  const contest = { platform: 'express', load: 'distinct', source, pool, warmUps } as const
  // Whoever answers faster would be asked more often, and keep the others waiting for that.
  const perSecond = SHARE * (await throughputOf(contest, requests))
  const latencies = await inCasts(contest, names, sized, ({ connections, beside, supply }) =>
    probe(connections, beside, supply(requests), perSecond),
  )
  return {
    title: 'Express 5',
    columns: ['p50', 'p99', 'ours beside it'],
    rows: [
      rowOf('ours', latencies),
      ...peers.map((peer) => rowOf(peer, latencies)),
      rowOf('floor', latencies),
      rowOf('again', latencies),
    ],
  }
}

/** Requests that the floor gets done in a second. */
async function throughputOf(contest: Contest, requests: number): Promise<number> {
  const { throughput } = await withContestants(contest, ['floor'], ({ floor }) =>
    takeTurn(floor.server, floor.connections, floor.supply(requests)),
  )
  return throughput
}

type Latencies = Readonly<Record<Name, readonly Latency[]>>

function rowOf(name: Name, latencies: Latencies): Row {
  const p50 = latencies[name].map((latency) => latency.p50)
  const p99 = (name: Name): readonly number[] => latencies[name].map((latency) => latency.p99)
  const waited = [figureOf(p50, 'ms'), figureOf(p99(name), 'ms')]
  if (name === 'ours') return { name, cells: [...waited, ''] }
  const beside = ratioOf(p99('ours'), p99(name))
  const isFloor = name === 'floor' || name === 'again'
  return { name, cells: [...waited, isFloor ? beside : withTarget(beside, { most: 1 + NOISE })] }
}
