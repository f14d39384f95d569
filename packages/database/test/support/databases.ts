import { databasesWith, type Kind, type OpenDatabase } from '@countersign/test-servers/vitest'
import type { Database } from '../../src/database.js'
import { openFolder } from '../../src/open-folder.js'
import { poolDatabase } from '../../src/pool-database.js'

/** A database of the test's own, with its tables. */
export const openDatabase: (kind: Kind) => Promise<OpenDatabase<Database>> = databasesWith({
  folder: openFolder,
  pool: poolDatabase,
})
