import { ConfigError } from '@countersign/core'
import type { Database, Queryable } from './database.js'
import { DatabaseError } from './database-error.js'
import type { Migration } from './migration.js'

export interface MigrateOptions {
  /** Name of the package whose tables they are, without its scope: `ledger`. */
  readonly product: string
}

/** Undefined table, undefined schema. */
const NOT_THERE: ReadonlySet<string | undefined> = new Set(['42P01', '3F000'])

/**
 * Brings the tables in a schema, whose name comes quoted, up to date, each step all or nothing, and by one
 * process at a time. Migrations are never changed once released, only added to. Throws a ConfigError for tables of a version that is not known here.
 */
export async function migrate(
  database: Database,
  schema: string,
  migrations: readonly Migration[],
  { product }: MigrateOptions,
): Promise<void> {
  // Mostly there is nothing to do, and nobody is kept from anything.
  let version = await versionNow(database, schema)
  while (version < migrations.length) {
    version = await database.transaction(async (tx) => takeStep(tx, schema, migrations, product))
  }
  if (version > migrations.length) {
    throw new ConfigError(
      'schema',
      `has tables of version ${version}: this version of @countersign/${product} knows ${migrations.length}`,
    )
  }
}

async function versionNow(database: Database, schema: string): Promise<number> {
  try {
    return await readVersion(database, schema)
  } catch (error) {
    if (error instanceof DatabaseError && NOT_THERE.has(error.code)) return 0
    throw error
  }
}

/** Takes the next step, unless somebody has taken it meanwhile; gives the version that is there now. */
async function takeStep(
  tx: Queryable,
  schema: string,
  migrations: readonly Migration[],
  product: string,
): Promise<number> {
  await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))::text`, [
    `countersign ${product} ${schema}`,
  ])
  const [there] = await tx.query(
    `SELECT to_regnamespace($1)::text AS schema, to_regclass($2)::text AS versions`,
    [schema, `${schema}.versions`],
  )
  // Asked for even where it is there, it would take the right to make one.
  if (there?.['schema'] === null) await tx.query(`CREATE SCHEMA ${schema}`)
  if (there?.['versions'] === null) {
    await tx.query(
      `CREATE TABLE ${schema}.versions (version integer PRIMARY KEY, at timestamptz(3) NOT NULL)`,
    )
  }
  const version = await readVersion(tx, schema)
  const migration = migrations[version]
  if (migration === undefined) return version
  for (const statement of migration(schema)) await tx.query(statement)
  await tx.query(`INSERT INTO ${schema}.versions VALUES ($1, now())`, [version + 1])
  return version + 1
}

async function readVersion(database: Queryable, schema: string): Promise<number> {
  const [row] = await database.query<{ version: number }>(
    `SELECT coalesce(max(version), 0)::integer AS version FROM ${schema}.versions`,
  )
  return row?.version ?? 0
}
