import { ConfigError } from '@countersign/core'
import { KINDS, type OpenDatabase, openPool } from '@countersign/test-servers/vitest'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { Database } from '../src/database.js'
import { migrate } from '../src/migrate.js'
import { poolDatabase } from '../src/pool-database.js'
import { quoted } from '../src/quote.js'
import type { Migration } from '../src/migration.js'
import { openDatabase } from './support/databases.js'
import { MIGRATIONS, PRODUCT, SCHEMA } from './support/schema.js'

const second: Migration = (schema) => [
  `ALTER TABLE ${schema}.notes ADD COLUMN more text`,
  `INSERT INTO ${schema}.notes VALUES ('the second')`,
]
const broken: Migration = (schema) => [
  `ALTER TABLE ${schema}.notes ADD COLUMN worse text`,
  `ALTER TABLE ${schema}.nowhere ADD COLUMN worse text`,
]

const versions = async (database: Database, schema: string): Promise<readonly unknown[]> =>
  (await database.query(`SELECT version FROM ${schema}.versions ORDER BY version`)).map(
    ({ version }) => version,
  )

const notes = async (database: Database, schema: string): Promise<readonly unknown[]> =>
  (await database.query(`SELECT note FROM ${schema}.notes ORDER BY note`)).map(({ note }) => note)

describe.each(KINDS)('migrate on %s', (kind) => {
  let opened: OpenDatabase<Database>
  let database: Database
  let count = 0

  beforeAll(async () => {
    opened = await openDatabase(kind)
    database = opened.database
  })
  afterAll(async () => opened.close())

  /** A schema that nobody has made. */
  const nextSchema = (): string => quoted(`schema_${++count}`)

  const columns = async (schema: string): Promise<readonly unknown[]> =>
    (
      await database.query(
        `SELECT attname::text AS name FROM pg_attribute
         WHERE attrelid = to_regclass($1) AND attnum > 1`,
        [`${schema}.notes`],
      )
    ).map(({ name }) => name)

  it('makes a schema and its tables, and finds them done the next time', async () => {
    const schema = nextSchema()
    await migrate(database, schema, MIGRATIONS, PRODUCT)
    await migrate(database, schema, MIGRATIONS, PRODUCT)
    expect(await versions(database, schema)).toEqual([1])
    expect(await notes(database, schema)).toEqual(['the first'])
  })

  it('takes the steps that are new', async () => {
    const schema = nextSchema()
    await migrate(database, schema, MIGRATIONS, PRODUCT)
    await migrate(database, schema, [...MIGRATIONS, second], PRODUCT)
    expect(await versions(database, schema)).toEqual([1, 2])
    expect(await columns(schema)).toEqual(['more'])
    expect(await notes(database, schema)).toEqual(['the first', 'the second'])
  })

  it('undoes a step that fails, and keeps those before it', async () => {
    const schema = nextSchema()
    const steps = [...MIGRATIONS, second, broken]
    await expect(migrate(database, schema, steps, PRODUCT)).rejects.toMatchObject({ code: '42P01' })
    expect(await versions(database, schema)).toEqual([1, 2])
    expect(await columns(schema)).toEqual(['more'])
  })

  it('refuses tables of a version that it does not know', async () => {
    const schema = nextSchema()
    await migrate(database, schema, [...MIGRATIONS, second], PRODUCT)
    const old = migrate(database, schema, MIGRATIONS, PRODUCT)
    await expect(old).rejects.toBeInstanceOf(ConfigError)
    await expect(old).rejects.toThrow('"schema" has tables of version 2: this version of')
    await expect(old).rejects.toThrow('@countersign/notes knows 1')
  })
})

describe('migrate on a server', () => {
  it('is done once by eight that start at the same moment', async () => {
    const { another, close } = await openPool()
    onTestFinished(close)
    const starters = Array.from({ length: 8 }, () => poolDatabase(another()))
    const steps = [...MIGRATIONS, second]
    await Promise.all(
      starters.map(async (database) => migrate(database, '"eight"', steps, PRODUCT)),
    )
    expect(await notes(poolDatabase(another()), '"eight"')).toEqual(['the first', 'the second'])
  })

  it('waits for nobody where all is done', async () => {
    const { pool, another, close } = await openPool()
    onTestFinished(close)
    const holder = await another().connect()
    onTestFinished(() => holder.release())
    await holder.query('BEGIN')
    await holder.query(
      `SELECT pg_advisory_xact_lock(hashtextextended('countersign notes ${SCHEMA}', 0))`,
    )
    await holder.query(`SELECT * FROM ${SCHEMA}.notes FOR UPDATE`)
    const migrating = migrate(poolDatabase(pool, { timeout: 1_000 }), SCHEMA, MIGRATIONS, PRODUCT)
    await expect(migrating).resolves.toBeUndefined()
    await holder.query('ROLLBACK')
  })

  it('works for a user who owns the schema, and may make none', async () => {
    const { pool, another, close } = await openPool()
    onTestFinished(close)
    const role = `owner_${process.pid}`
    await pool.query(`CREATE ROLE ${role}`)
    onTestFinished(async () => {
      await pool.query(`DROP OWNED BY ${role}`)
      await pool.query(`DROP ROLE ${role}`)
    })
    await pool.query(`CREATE SCHEMA mine AUTHORIZATION ${role}`)
    const database = poolDatabase(another({ options: `-c role=${role}` }))
    await expect(database.query('CREATE SCHEMA theirs')).rejects.toMatchObject({ code: '42501' })
    await migrate(database, '"mine"', MIGRATIONS, PRODUCT)
    expect(await versions(database, '"mine"')).toEqual([1])
  })
})
