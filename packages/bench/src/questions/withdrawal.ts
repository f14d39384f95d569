import { fileURLToPath } from 'node:url'
import type { Benchmark, Effort } from '../benchmark.js'
import { figureOf, withTarget, type Figure } from '../figure.js'
import { inThousands } from '../in-thousands.js'
import { inProcess } from '../memory/in-process.js'
import { quantileOf } from '../quartiles.js'
import { differencesOf } from '../ratio.js'
import type { Row, Table } from '../table.js'
import { hotRequests } from '../withdrawal/hot-requests.js'
import { timesToArrive, timesToRefuse } from '../withdrawal/reach.js'
import { startRedis } from '../withdrawal/redis-server.js'
import type { RememberedWithdrawalsOrder } from '../withdrawal/remembered-withdrawals.js'

export const withdrawal: Benchmark = {
  name: 'withdrawal',
  question: 'How soon is a withdrawn token refused elsewhere, and what does remembering it cost?',
  run,
}

// It runs what is built, even where the tests run on sources.
const REMEMBERED = fileURLToPath(
  new URL('../../dist/withdrawal/remembered-withdrawals.js', import.meta.url),
)

/** What nobody may have to wait longer for. */
const MOST_MILLISECONDS = 100
/** A table that has just grown is half full. */
const MOST_BYTES = 64

const WAYS = ['poll', 'blocking', 'strict'] as const

async function* run(effort: Effort): AsyncGenerator<string | Table> {
  yield `From the call of revoke() in one process until another one, which is asked over HTTP all the while, has
answered 401: half of the times are below p50, and 99 of 100 below p99. Both share a Redis on this
machine. "poll" looks every 25 ms, which is the default; "blocking" has a client of its own that Redis
keeps waiting; "strict" asks Redis with each request. The floor is a record that one connection writes
to a stream, and another one waits for.`
  yield await reachTable(effort)
  yield `Withdrawals are remembered by a UUID each, in a process of its own, beside a Map that knows nothing but
the UUID and when the token ends.`
  yield await memoryTable(effort)
  yield `What a list in memory adds to a request with a token that is kept, by what it holds of others' tokens:
nothing, 10 000 tokens, or 10 000 of each kind of withdrawal. "again" is no list a second time.`
  yield await hotTable(effort)
}

async function reachTable({ calls }: Effort): Promise<Table> {
  const redis = await startRedis()
  try {
    const floor = await timesToArrive(redis.path, calls)
    const rows: Row[] = []
    for (const way of WAYS) {
      const times = await timesToRefuse(redis.path, way, calls)
      const p99 = withTarget(milliseconds(times, 0.99), { most: MOST_MILLISECONDS })
      rows.push({ name: way, cells: [milliseconds(times, 0.5), p99, besideOf(times, floor)] })
    }
    rows.push({ name: 'floor', cells: [milliseconds(floor, 0.5), milliseconds(floor, 0.99), ''] })
    return {
      title: `${inThousands(calls)} withdrawals`,
      columns: ['p50', 'p99', 'p50 beside the floor'],
      rows,
    }
  } finally {
    await redis.close()
  }
}

async function memoryTable({ memory }: Effort): Promise<Table> {
  const withdrawals = memory.proofs
  const columns = ['ours', 'Map'] as const
  const bytes: number[] = []
  for (const list of columns) {
    const order: RememberedWithdrawalsOrder = { list, withdrawals }
    bytes.push(await inProcess<number>(REMEMBERED, order))
  }
  const ofEach = bytes.map((size) => figureOf([size / withdrawals], 'bytes'))
  return {
    title: `${inThousands(withdrawals)} remembered`,
    columns,
    rows: [
      { name: 'memory', cells: bytes.map((size) => figureOf([size / 1e6], 'MB')) },
      {
        name: 'of each',
        cells: ofEach.map((one, at) => (at === 0 ? withTarget(one, { most: MOST_BYTES }) : one)),
      },
    ],
  }
}

async function hotTable(effort: Effort): Promise<Table> {
  const { none, again, ...others } = await hotRequests(effort)
  const columns = ['again', ...Object.keys(others)]
  const cells = [again, ...Object.values(others)].map((times) =>
    figureOf(differencesOf(times, none), 'ns'),
  )
  return { title: 'added to a request', columns, rows: [{ name: 'CPU', cells }] }
}

function milliseconds(times: readonly number[], share: number): Figure {
  return figureOf([sortedQuantile(times, share)], 'ms')
}

function besideOf(times: readonly number[], floor: readonly number[]): Figure {
  return figureOf([sortedQuantile(times, 0.5) / sortedQuantile(floor, 0.5)])
}

function sortedQuantile(times: readonly number[], share: number): number {
  return quantileOf(
    times.toSorted((a, b) => a - b),
    share,
  )
}
