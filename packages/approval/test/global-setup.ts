// Once for all tests of this package: a server, and databases to make copies of.
import { migrate, openFolder, poolDatabase, quotedSchema } from '@countersign/database'
import { prepareDatabases } from '@countersign/test-servers'
import type { TestProject } from 'vitest/node'
import { MIGRATIONS } from '../src/directory/schema.js'

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const schema = quotedSchema('countersign_approval')
  return prepareDatabases(project, { folder: openFolder, pool: poolDatabase }, async (database) =>
    migrate(database, schema, MIGRATIONS, { product: 'approval' }),
  )
}
