import { migrate, type Database } from '@countersign/database'
import { MIGRATIONS } from '../../src/database/schema.js'

/** Of the databases of tests, quoted. */
export const SCHEMA = '"countersign_ledger"'

/** As `createLedger` does. */
export async function makeTables(database: Database, schema: string = SCHEMA): Promise<void> {
  await migrate(database, schema, MIGRATIONS, { product: 'ledger' })
}
