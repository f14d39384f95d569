import { type Database, poolDatabase } from '@countersign/database'
import { KINDS, type OpenDatabase, openPool } from '@countersign/test-servers/vitest'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import {
  dropPartition,
  ensurePartition,
  partitionsOf,
  partitionStart,
  type Partition,
} from '../../src/database/partitions.js'
import { openDatabase, SCHEMA } from '../support/databases.js'

const DAY = 24 * 3_600_000

const add = `INSERT INTO ${SCHEMA}.uses (position, recorded, chain, sequence, at, decision, hash)
  VALUES ($1, to_timestamp($2::float8 / 1000), 1, 1, now(), 'accepted', '')`

async function ensure(database: Database, moment: number): Promise<void> {
  await database.transaction(async (tx) => ensurePartition(tx, SCHEMA, moment))
}

describe.each(KINDS)('partitions on %s', (kind) => {
  let opened: OpenDatabase<Database>
  let database: Database
  // Each test has a year of its own.
  let year = 2020

  beforeAll(async () => {
    opened = await openDatabase(kind)
    database = opened.database
  })
  afterAll(async () => opened.close())

  const nextYear = (): number => Date.UTC(++year, 0, 1)

  async function partitionOf(moment: number): Promise<Partition | undefined> {
    const all = await partitionsOf(database, SCHEMA)
    return all.find(({ from, to }) => from <= moment && moment < to)
  }

  it('are made for a moment, once, with bounds that take it', async () => {
    const moment = nextYear() + 123_456_789
    expect(await partitionOf(moment)).toBeUndefined()
    await ensure(database, moment)
    await ensure(database, moment)
    const partition = await partitionOf(moment)
    expect(partition).toMatchObject({
      from: partitionStart(moment),
      to: partitionStart(moment) + 28 * DAY,
    })
    await database.query(add, [1, moment])
    expect(await database.query(`SELECT position::text FROM ${partition?.table}`)).toEqual([
      { position: '1' },
    ])
  })

  it('lie side by side, in order', async () => {
    const moment = nextYear()
    const moments = [2, 0, 1].map((n) => moment + n * 28 * DAY)
    for (const one of moments) await ensure(database, one)
    const all = await partitionsOf(database, SCHEMA)
    const three = all.filter(({ to }) => to > moment && to <= moment + 4 * 28 * DAY)
    expect(three.map(({ from }) => from)).toEqual(
      moments.toSorted((a, b) => a - b).map(partitionStart),
    )
    // The last millisecond of one, and the first of the next.
    const [first, next] = three
    await database.query(add, [10, (first?.to ?? 0) - 1])
    await database.query(add, [11, first?.to])
    const count = async (table: string | undefined): Promise<unknown> =>
      database.query(`SELECT count(*)::integer AS n FROM ${table}`)
    expect(await count(first?.table)).toEqual([{ n: 1 }])
    expect(await count(next?.table)).toEqual([{ n: 1 }])
  })

  it('are made again where the transaction that made them was undone', async () => {
    const moment = nextYear()
    const undone = database.transaction(async (tx) => {
      await ensurePartition(tx, SCHEMA, moment)
      throw new RangeError('undone')
    })
    await expect(undone).rejects.toThrow(RangeError)
    expect(await partitionOf(moment)).toBeUndefined()
    await ensure(database, moment)
    await database.query(add, [1, moment])
  })

  it('are dropped with all that is in them, and made again', async () => {
    const moment = nextYear()
    await ensure(database, moment)
    await database.query(add, [2_000, moment])
    const partition = await partitionOf(moment)
    if (partition === undefined) throw new Error('it is there')
    await database.transaction(async (tx) => dropPartition(tx, partition))
    expect(await partitionOf(moment)).toBeUndefined()
    expect(
      await database.query(`SELECT position::text FROM ${SCHEMA}.uses WHERE position = 2000`),
    ).toEqual([])
    await ensure(database, moment)
    expect(await partitionOf(moment)).toEqual(partition)
  })

  it('have the indexes of the whole', async () => {
    const moment = nextYear()
    await ensure(database, moment)
    const partition = await partitionOf(moment)
    const indexes = async (table: string | undefined): Promise<unknown> =>
      database.query(
        'SELECT count(*)::integer AS n FROM pg_index WHERE indrelid = to_regclass($1) AND indisvalid',
        [table],
      )
    expect(await indexes(partition?.table)).toEqual([{ n: 7 }])
    expect(await indexes(`${SCHEMA}.uses`)).toEqual([{ n: 7 }])
  })
})

describe('partitions on a server', () => {
  it('are made while others read', async () => {
    const { pool, another, close } = await openPool()
    onTestFinished(close)
    const reader = await another().connect()
    onTestFinished(() => reader.release())
    await reader.query('BEGIN')
    await reader.query(`SELECT * FROM ${SCHEMA}.uses`)
    const database = poolDatabase(pool, { timeout: 1_000 })
    await ensure(database, 0)
    expect(await partitionsOf(database, SCHEMA)).toHaveLength(1)
    await reader.query('ROLLBACK')
  })

  it('are not dropped while others read, who are not kept waiting for long', async () => {
    const { pool, another, close } = await openPool()
    onTestFinished(close)
    const database = poolDatabase(pool)
    await ensure(database, 0)
    const [partition] = await partitionsOf(database, SCHEMA)
    if (partition === undefined) throw new Error('it is there')
    const reader = await another().connect()
    onTestFinished(() => reader.release())
    await reader.query('BEGIN')
    await reader.query(`SELECT * FROM ${SCHEMA}.uses`)
    const dropping = database.transaction(async (tx) => dropPartition(tx, partition))
    await expect(dropping).rejects.toMatchObject({ code: '55P03' })
    await reader.query('ROLLBACK')
    await database.transaction(async (tx) => dropPartition(tx, partition))
    expect(await partitionsOf(database, SCHEMA)).toEqual([])
  })

  it('are read rightly whatever a session writes times like', async () => {
    const { another, close } = await openPool()
    onTestFinished(close)
    const options = '-c TimeZone=America/St_Johns -c DateStyle=German'
    const database = poolDatabase(another({ options }))
    const moment = Date.UTC(2026, 10, 29)
    await ensure(database, moment)
    const [partition] = await partitionsOf(database, SCHEMA)
    expect(partition).toMatchObject({
      from: partitionStart(moment),
      to: partitionStart(moment) + 28 * DAY,
    })
  })
})
