import { openFolder, poolDatabase, type Database } from '@countersign/database'
import { databasesWith, type Kind, type OpenDatabase } from '@countersign/test-servers/vitest'

export { SCHEMA } from './schema.js'

/** A database of the test's own, with the tables of the ledger. */
export const openDatabase: (kind: Kind) => Promise<OpenDatabase<Database>> = databasesWith({
  folder: openFolder,
  pool: poolDatabase,
})
