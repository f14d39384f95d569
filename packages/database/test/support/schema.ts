import type { MigrateOptions } from '../../src/migrate.js'
import type { Migration } from '../../src/migration.js'

/** Of the databases of tests, quoted. */
export const SCHEMA = '"countersign_notes"'

export const PRODUCT: MigrateOptions = { product: 'notes' }

const FIRST: Migration = (schema) => [
  `CREATE TABLE ${schema}.notes (note text PRIMARY KEY)`,
  `INSERT INTO ${schema}.notes VALUES ('the first')`,
]

export const MIGRATIONS: readonly Migration[] = [FIRST]
