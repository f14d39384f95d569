import { cpSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Pool, PoolConfig } from 'pg'
import { inject } from 'vitest'
import type { Database } from '../../src/database/database.js'
import { openFolder } from '../../src/database/open-database.js'
import { poolDatabase } from '../../src/database/pool-database.js'
import { poolTo } from './pool-to.js'

export type Kind = 'PGlite' | 'PostgreSQL'

/** Every test of what is in the database runs on both. */
export const KINDS: readonly Kind[] = ['PGlite', 'PostgreSQL']

export { SCHEMA } from './schema.js'

export interface OpenDatabase {
  readonly database: Database
  readonly close: () => Promise<void>
}

/** A database of the test's own, migrated. Tests that share one make it in `beforeAll`, and close it. */
export async function openDatabase(kind: Kind): Promise<OpenDatabase> {
  if (kind === 'PGlite') return openCopy()
  const { pool, close } = await openPool()
  const database = poolDatabase(pool)
  return {
    database,
    async close() {
      await database.close()
      await close()
    },
  }
}

async function openCopy(): Promise<OpenDatabase> {
  const { folder, close } = await copyFolder()
  const database = await openFolder(folder)
  return {
    database,
    async close() {
      await database.close()
      await close()
    },
  }
}

/** A folder with an embedded database, migrated: making one takes seconds. */
export async function copyFolder(): Promise<{
  readonly folder: string
  readonly close: () => Promise<void>
}> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-ledger-'))
  const { folder: prepared } = inject('databases')
  // Many small files: by far the fastest way.
  cpSync(prepared, folder, { recursive: true })
  return { folder, close: async () => rm(folder, { recursive: true, force: true }) }
}

let count = 0

/** A pool for a database of its own, migrated, on the server that all tests share. */
export async function openPool(): Promise<{
  readonly pool: Pool
  /** Another pool for the same database, as another process would have. */
  readonly another: (config?: PoolConfig) => Pool
  readonly close: () => Promise<void>
}> {
  const { port, template } = inject('databases')
  const name = `test_${process.pid}_${++count}`
  const administrator = poolTo(port, 'postgres')
  await administrator.query(`CREATE DATABASE ${name} TEMPLATE ${template}`)
  const pools: Pool[] = []
  const another = (config?: PoolConfig): Pool => {
    const pool = poolTo(port, name, config)
    pools.push(pool)
    return pool
  }
  return {
    pool: another(),
    another,
    async close() {
      await Promise.all(pools.map(async (pool) => pool.ended || pool.end()))
      await administrator.query(`DROP DATABASE ${name} WITH (FORCE)`)
      await administrator.end()
    },
  }
}
