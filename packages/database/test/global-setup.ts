// Once for all tests of this package: a server, and databases to make copies of.
import { prepareDatabases } from '@countersign/test-servers'
import type { TestProject } from 'vitest/node'
import { migrate } from '../src/migrate.js'
import { openFolder } from '../src/open-folder.js'
import { poolDatabase } from '../src/pool-database.js'
import { MIGRATIONS, PRODUCT, SCHEMA } from './support/schema.js'

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  return prepareDatabases(project, { folder: openFolder, pool: poolDatabase }, async (database) =>
    migrate(database, SCHEMA, MIGRATIONS, PRODUCT),
  )
}
