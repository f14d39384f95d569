import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pendingApprovals, type Pending } from '../approvals/pending.js'
import type { Benchmark, Effort } from '../benchmark.js'
import { figureOf, withTarget, type Figure, type Target } from '../figure.js'
import { inThousands } from '../in-thousands.js'
import { startPostgres } from '../ledger/postgres-server.js'
import type { Row, Table } from '../table.js'

export const approvals: Benchmark = {
  name: 'approvals',
  question: 'How much memory does an approval server need while many wait for their owners?',
  run,
}

const MOST_MEGABYTES = 300

async function* run({ approvals: count }: Effort): AsyncGenerator<string | Table> {
  yield `What a whole process takes with nobody who waits, and with so many: resident, and the most that was
ever resident; and of that what its heap, and the buffers beside it, have in use once all garbage is
collected. Each has been polled once, so that assertions and proofs are remembered, too. In folders the two
embedded databases are in that process, and nearly all of it.`
  const server = await startPostgres()
  const folder = await mkdtemp(join(tmpdir(), 'countersign-bench-'))
  try {
    const { host } = server.pool.options
    const most = MOST_MEGABYTES
    yield tableOf('PostgreSQL', await pendingApprovals({ host, folder }, count), { count, most })
    yield tableOf('in folders', await pendingApprovals({ host: undefined, folder }, count), {
      count,
    })
  } finally {
    await server.close()
    await rm(folder, { recursive: true, force: true })
  }
}

function tableOf(
  title: string,
  { none, many }: Pending,
  { count, most }: { readonly count: number; readonly most?: number },
): Table {
  const row = (name: string, before: number, after: number, target?: Target): Row => {
    const whole = megabytes(after)
    return {
      name,
      cells: [
        megabytes(before),
        target ? withTarget(whole, target) : whole,
        figureOf([(after - before) / count / 1000], 'kB'),
      ],
    }
  }
  return {
    title,
    columns: ['nobody waits', `${inThousands(count)} wait`, 'each'],
    rows: [
      row('resident', none.resident, many.resident),
      row('the most', none.peak, many.peak, most === undefined ? undefined : { most }),
      row('in use', none.inUse, many.inUse),
    ],
  }
}

function megabytes(bytes: number): Figure {
  return figureOf([bytes / 1e6], 'MB')
}
