import type { Database } from './database.js'
import { migrate } from './migrate.js'
import type { Migration } from './migration.js'
import { openFolder } from './open-folder.js'
import { poolDatabase } from './pool-database.js'
import type { Storage } from './storage.js'

/** Tables, and where they are. */
export interface Tables {
  readonly storage: Storage
  /** Quoted, so that it can stand in a statement. */
  readonly schema: string
  readonly migrations: readonly Migration[]
  /** Name of the package whose tables they are, without its scope: `ledger`. */
  readonly product: string
}

/** Opens the database, and brings the tables up to date; closes it again where that fails. */
export async function openDatabase({
  storage,
  schema,
  migrations,
  product,
}: Tables): Promise<Database> {
  const database = 'pool' in storage ? poolDatabase(storage.pool) : await openFolder(storage.folder)
  try {
    await migrate(database, schema, migrations, { product })
    return database
  } catch (error) {
    await database.close().catch(() => undefined)
    throw error
  }
}
