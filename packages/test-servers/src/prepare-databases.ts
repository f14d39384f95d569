import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Pool } from 'pg'
import type { TestProject } from 'vitest/node'
import { poolTo } from './pool-to.js'
import { startPostgres, type PostgresServer } from './postgres-server.js'

/** What is made once for all tests of a package. */
export interface Prepared {
  /** Of the server. */
  readonly port: number
  /** Name of a database on it, with the tables, that nobody is connected to. */
  readonly template: string
  /** A folder with an embedded database, with the tables, closed. */
  readonly folder: string
}

declare module 'vitest' {
  interface ProvidedContext {
    databases: Prepared
  }
}

/** How a package opens both kinds of databases: this one depends on none. */
export interface Openers<D> {
  folder(path: string): Promise<D>
  pool(pool: Pool): D
}

interface Closable {
  close(): Promise<void>
}

const TEMPLATE = 'prepared'

/**
 * For `setup` of a package's `test/global-setup.ts`: a server, and databases to make copies of. `fill` makes
 * the tables in each of the two. Gives what `setup` has to give.
 */
export async function prepareDatabases<D extends Closable>(
  project: TestProject,
  openers: Openers<D>,
  fill: (database: D) => Promise<void>,
): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-prepared-'))
  const fillAndClose = async (database: D): Promise<void> => {
    await fill(database)
    await database.close()
  }
  const [server] = await Promise.all([
    prepareServer(async (pool) => fillAndClose(openers.pool(pool))),
    openers.folder(folder).then(fillAndClose),
  ])
  project.provide('databases', { port: server.port, template: TEMPLATE, folder })
  return async () => {
    await server.close()
    await rm(folder, { recursive: true, force: true })
  }
}

async function prepareServer(fill: (pool: Pool) => Promise<void>): Promise<PostgresServer> {
  const server = await startPostgres('fsync=off')
  const administrator = poolTo(server.port, 'postgres')
  await administrator.query(`CREATE DATABASE ${TEMPLATE}`)
  await administrator.end()
  const pool = poolTo(server.port, TEMPLATE)
  await fill(pool)
  await pool.end()
  return server
}
