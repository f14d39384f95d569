// Once for all tests of this package: a server, and databases to make copies of.
import { openFolder, poolDatabase } from '@countersign/database'
import { prepareDatabases } from '@countersign/test-servers'
import type { TestProject } from 'vitest/node'
import { makeTables } from './support/schema.js'

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  return prepareDatabases(project, { folder: openFolder, pool: poolDatabase }, makeTables)
}
