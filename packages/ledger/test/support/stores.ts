import { join } from 'node:path'
import { openFolder } from '@countersign/database'
import { copyFolder, type Kind, openPool, temporaryFolder } from '@countersign/test-servers/vitest'
import { inject, onTestFinished } from 'vitest'

/** A use as it says of itself which one it is. */
export interface Recorded {
  readonly chain: number
  readonly sequence: number
  readonly writer: string
  readonly number: number
}

/** Where the processes of a test record, and what they have. */
export interface Store {
  /** Of `createLedger`, and for the program, which makes the pool itself. */
  readonly options: Readonly<Record<string, unknown>> & { readonly spool: string }
  readonly spool: string
  /** By chain and sequence; embedded, only while no process has it. */
  recorded(): Promise<readonly Recorded[]>
}

export async function storeOf(kind: Kind): Promise<Store> {
  return kind === 'PGlite' ? folderStore() : serverStore()
}

async function folderStore(): Promise<Store> {
  const { folder, close } = await copyFolder()
  onTestFinished(close)
  const spool = join(folder, 'spool')
  return storeWith({ folder, spool }, async (sql) => {
    const database = await openFolder(folder)
    try {
      return await database.query(sql)
    } finally {
      await database.close()
    }
  })
}

async function serverStore(): Promise<Store> {
  const { pool, close } = await openPool()
  onTestFinished(close)
  const spool = await temporaryFolder()
  const { database } = pool.options
  const { port } = inject('databases')
  const query = async (sql: string): Promise<readonly object[]> =>
    (await pool.query(sql)).rows as object[]
  return storeWith({ port, database, spool }, query)
}

function storeWith(
  options: Store['options'],
  query: (sql: string) => Promise<readonly object[]>,
): Store {
  return {
    options,
    spool: options.spool,
    recorded: async () => parsed(await query(SELECTED)),
  }
}

export const SELECTED = `SELECT chain::float8 AS chain, sequence::float8 AS sequence, route
  FROM countersign_ledger.uses ORDER BY uses.chain, uses.sequence`

export function parsed(rows: readonly object[]): readonly Recorded[] {
  return (rows as { chain: number; sequence: number; route: string }[]).map((row) => {
    const [, writer = '', number] = row.route.split('/')
    return { chain: row.chain, sequence: row.sequence, writer, number: Number(number) }
  })
}

/** What is wrong with a record: holes in a chain, and what one writer did in another order, or twice. */
export function faults(recorded: readonly Recorded[]): readonly string[] {
  const found: string[] = []
  const last = new Map<string, number>()
  let before: Recorded | undefined
  for (const use of recorded) {
    const expected = before?.chain === use.chain ? before.sequence + 1 : 1
    if (use.sequence !== expected) found.push(`${use.chain}: ${use.sequence} is not ${expected}`)
    const key = `${use.chain} ${use.writer}`
    if (use.number <= (last.get(key) ?? 0)) found.push(`${key}: ${use.number} comes late`)
    last.set(key, use.number)
    before = use
  }
  const all = new Set(recorded.map(({ writer, number }) => `${writer} ${number}`))
  if (all.size !== recorded.length) found.push(`${recorded.length - all.size} are there twice`)
  return found
}
