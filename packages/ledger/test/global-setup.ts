// Once for all tests of this package: a server, and databases to make copies of.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { migrate } from '../src/database/migrate.js'
import { openFolder } from '../src/database/open-database.js'
import { poolDatabase } from '../src/database/pool-database.js'
import { SCHEMA } from './support/schema.js'
import { poolTo } from './support/pool-to.js'
import { startPostgres, type PostgresServer } from './support/postgres-server.js'

declare module 'vitest' {
  interface ProvidedContext {
    databases: {
      /** Of the server. */
      readonly port: number
      /** Name of a database on it, migrated, that nobody is connected to. */
      readonly template: string
      /** A folder with an embedded database, migrated and closed. */
      readonly folder: string
    }
  }
}

const TEMPLATE = 'ledger'

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-ledger-'))
  const [server] = await Promise.all([prepareServer(), prepareFolder(folder)])
  project.provide('databases', { port: server.port, template: TEMPLATE, folder })
  return async () => {
    await server.close()
    await rm(folder, { recursive: true, force: true })
  }
}

async function prepareServer(): Promise<PostgresServer> {
  const server = await startPostgres('fsync=off')
  const administrator = poolTo(server.port, 'postgres')
  await administrator.query(`CREATE DATABASE ${TEMPLATE}`)
  await administrator.end()
  const pool = poolTo(server.port, TEMPLATE)
  await migrate(poolDatabase(pool), SCHEMA)
  await pool.end()
  return server
}

async function prepareFolder(folder: string): Promise<void> {
  const database = await openFolder(folder)
  await migrate(database, SCHEMA)
  await database.close()
}
