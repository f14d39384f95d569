import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLedger, type Ledger } from '@countersign/ledger'
import { ISSUER } from '../access-tokens.js'
import type { Benchmark, Effort } from '../benchmark.js'
import { figureOf, withTarget, type Figure, type Target } from '../figure.js'
import { inThousands } from '../in-thousands.js'
import { bareRows } from '../ledger/bare-rows.js'
import { CLIENT, fillWithUses, SUBJECT } from '../ledger/many-uses.js'
import { planOf } from '../ledger/plan.js'
import { startPostgres, type OwnPostgres } from '../ledger/postgres-server.js'
import { readTimes } from '../ledger/read-times.js'
import { toldRequests } from '../ledger/told-requests.js'
import { written, type Written } from '../ledger/writing.js'
import { quantileOf } from '../quartiles.js'
import { differencesOf } from '../ratio.js'
import type { Row, Table } from '../table.js'

export const ledger: Benchmark = {
  name: 'ledger',
  question: 'What does a record of each use cost, how much does it take, and how soon is it read?',
  run,
}

const MAX_WAITING = 100_000
const MOST_MICROSECONDS = 5
const MOST_MILLISECONDS = 10
const LEAST_ON_SERVER = 20_000
const LEAST_IN_FOLDER = 5_000

async function* run(effort: Effort): AsyncGenerator<string | Table> {
  const server = await startPostgres()
  const folder = await mkdtemp(join(tmpdir(), 'countersign-bench-'))
  const onServer = (): Ledger => onPool(server, 'record')
  const inFolder = (): Ledger =>
    createLedger({ folder: join(folder, 'record'), spool: false, maxWaiting: MAX_WAITING })
  try {
    yield `What a use adds to a request: everything from the adapter's first look to the message in the queue of
the ledger. "again" is an answer of which nobody is told, a second time.`
    yield await withLedger(onServer, async (recording) => requestTable(recording, effort))
    yield `Uses that are recorded in a second, of 1 000 subjects by turns, in batches as the ledger makes them: a
hash each, six indexes, chains, what is notable. The floor is rows of the same texts in a bare table of
the same server, a batch in one statement. "CPU" is what this process needs for each use, in all.`
    yield await writeTable(server, onServer, inFolder, effort)
    yield* readTables(server, effort)
  } finally {
    await server.close()
    await rm(folder, { recursive: true, force: true })
  }
}

function onPool({ pool }: OwnPostgres, schema: string): Ledger {
  return createLedger({ pool, schema, spool: false, maxWaiting: MAX_WAITING })
}

/** One at a time: each ledger of a process records everything. */
async function withLedger<T>(
  open: () => Ledger,
  measure: (recording: Ledger) => Promise<T>,
): Promise<T> {
  const recording = open()
  try {
    await recording.ready()
    return await measure(recording)
  } finally {
    await recording.close()
  }
}

async function requestTable(recording: Ledger, effort: Effort): Promise<Table> {
  const { bare, again, told } = await toldRequests(recording, effort)
  const added = (times: readonly number[]): Figure =>
    figureOf(
      differencesOf(times, bare).map((time) => time / 1000),
      'µs',
    )
  const cells = [added(again), withTarget(added(told), { most: MOST_MICROSECONDS })]
  return { title: 'a request', columns: ['again', 'recorded'], rows: [{ name: 'CPU', cells }] }
}

async function writeTable(
  server: OwnPostgres,
  onServer: () => Ledger,
  inFolder: () => Ledger,
  { uses, rounds }: Effort,
): Promise<Table> {
  const floor: number[] = []
  const [there, here]: [Written[], Written[]] = [[], []]
  const measure = async (recording: Ledger): Promise<Written> =>
    written(recording, uses.written, MAX_WAITING)
  // Some, because each takes seconds.
  for (let round = 0; round < Math.min(rounds, 5); round += 1) {
    floor.push(await bareRows(server.pool, uses.written))
    there.push(await withLedger(onServer, measure))
    here.push(await withLedger(inFolder, measure))
  }
  const row = (name: string, times: readonly Written[], target: Target): Row => ({
    name,
    cells: [
      withTarget(
        figureOf(
          times.map(({ rate }) => rate),
          'uses/s',
        ),
        target,
      ),
      figureOf(times.map(({ rate }, at) => rate / (floor[at] ?? Number.NaN))),
      figureOf(
        times.map(({ cpu }) => cpu),
        'µs',
      ),
    ],
  })
  return {
    title: `${inThousands(uses.written)} uses`,
    columns: ['recorded', 'beside the floor', 'CPU'],
    rows: [
      row('PostgreSQL', there, { least: LEAST_ON_SERVER }),
      row('PGlite', here, { least: LEAST_IN_FOLDER }),
      { name: 'floor', cells: [figureOf(floor, 'uses/s'), '', ''] },
    ],
  }
}

async function* readTables(
  server: OwnPostgres,
  { uses, calls }: Effort,
): AsyncGenerator<string | Table> {
  const schema = 'read'
  await fillWithUses(server, schema, uses.among)
  const filters = { subject: { issuer: ISSUER, subject: SUBJECT }, client: { client: CLIENT } }
  yield `The newest 50 uses of one subject, and of one client, read over a pool of connections, among
${inThousands(uses.among)} of a year; milliseconds on the wall, planning included. The plan for the subject:
${await planOf(server.pool, schema, filters.subject)}`
  const rows = await withLedger(
    () => onPool(server, schema),
    async (reading) => {
      const read: Row[] = []
      for (const [name, filter] of Object.entries(filters)) {
        // A connection of a server that runs has met the tables before.
        await readTimes(reading, filter, calls)
        const times = (await readTimes(reading, filter, calls)).toSorted((a, b) => a - b)
        const at = (share: number): Figure => figureOf([quantileOf(times, share)], 'ms')
        const p99 = withTarget(at(0.99), { most: MOST_MILLISECONDS })
        read.push({ name, cells: [at(0.5), p99] })
      }
      return read
    },
  )
  yield { title: 'the last 50', columns: ['p50', 'p99'], rows }
}
