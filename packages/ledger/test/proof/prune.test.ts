import { randomUUID } from 'node:crypto'
import type { Database, Queryable } from '@countersign/database'
import { KINDS } from '@countersign/test-servers/vitest'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { checkpointOf } from '../../src/proof/checkpoints.js'
import { prune } from '../../src/proof/prune.js'
import { verify } from '../../src/proof/verify.js'
import { batchOf, ISSUER, START, usesOf, wipe, writerOf } from '../support/batches.js'
import { openDatabase, SCHEMA } from '../support/databases.js'

const SECRETS = [Buffer.alloc(32, 5)]
const DAY = 24 * 3_600_000
const day = (number: number): Date => new Date(START + number * DAY)

describe.each(KINDS)('retention on %s', (kind) => {
  let database: Database
  let close: () => Promise<void>
  beforeAll(async () => {
    const opened = await openDatabase(kind)
    database = opened.database
    close = async () => opened.close()
  })
  afterAll(async () => close())
  beforeEach(async () => wipe(database))

  const partitions = async (): Promise<readonly unknown[]> =>
    (
      await database.query<{ readonly name: string }>(
        `SELECT tablename::text AS name FROM pg_tables WHERE tablename LIKE 'uses\\_%' ORDER BY 1`,
      )
    ).map(({ name }) => name)

  it('removes what was recorded before a moment, and nothing else', async () => {
    const { appender, context, clock } = writerOf(database, { secrets: SECRETS })
    for (const number of [0, 1, 2]) {
      clock.now = START + number * DAY
      await appender.append(batchOf(...usesOf('ada', 2), ...usesOf(`only-${number}`, 1)))
    }
    expect(await prune(context, SECRETS, day(1))).toEqual({ uses: 3 })
    const left = `SELECT position::integer AS position FROM ${SCHEMA}.uses ORDER BY 1`
    const positions = (await database.query(left)).map(({ position }) => position)
    expect(positions).toEqual([4, 5, 6, 7, 8, 9])
    const gaps = [{ kind: 'retention', at: day(2), uses: 3, chain: undefined }]
    const all = { ok: true, uses: 6, chains: 3, unkeyed: 0, gaps, problems: [] }
    expect(await verify(context, SECRETS)).toEqual(all)
    expect(await verify(context, SECRETS, { owner: { issuer: ISSUER, subject: 'ada' } })).toEqual({
      ...all,
      uses: 4,
      chains: 1,
    })
    expect(await prune(context, SECRETS, day(1))).toEqual({ uses: 0 })
    expect(await verify(context, SECRETS)).toEqual(all)
  })

  it('forgets those of whom nothing is left', async () => {
    const { appender, context, clock } = writerOf(database)
    await appender.append(batchOf(...usesOf('gone', 2), ...usesOf('ada', 2)))
    clock.now += DAY
    await appender.append(batchOf(...usesOf('ada', 2)))
    await prune(context, [], day(1))
    expect(await database.query(`SELECT subject FROM ${SCHEMA}.chains`)).toEqual([
      { subject: 'ada' },
    ])
    const known = `SELECT DISTINCT chain::integer AS chain FROM ${SCHEMA}.known`
    expect(await database.query(known)).toEqual([{ chain: 2 }])
    await appender.append(batchOf(...usesOf('gone', 1)))
    expect(await checkpointOf(context, { issuer: ISSUER, subject: 'gone' })).toMatchObject({
      chain: 3,
      sequence: 1,
    })
    expect(await verify(context, [])).toMatchObject({ ok: true, uses: 3 })
  })

  it('of everything leaves a record that verifies and goes on', async () => {
    const { appender, context, clock } = writerOf(database, { secrets: SECRETS })
    await appender.append(batchOf(...usesOf('ada', 5), ...usesOf('bob', 5)))
    expect(await prune(context, SECRETS, day(30))).toEqual({ uses: 10 })
    expect(await verify(context, SECRETS)).toMatchObject({ ok: true, uses: 0, chains: 0 })
    clock.now += DAY
    await appender.append(batchOf(...usesOf('ada', 2)))
    expect(await verify(context, SECRETS)).toMatchObject({ ok: true, uses: 2, chains: 1 })
  })

  it('goes on where it was the last time, to the last use of a subject', async () => {
    const { appender, context, clock } = writerOf(database, { secrets: SECRETS })
    for (const number of [0, 1, 2]) {
      clock.now = START + number * DAY
      await appender.append(batchOf(...usesOf('ada', 1)))
    }
    for (const number of [1, 2, 3]) {
      expect(await prune(context, SECRETS, day(number))).toEqual({ uses: 1 })
      expect(await verify(context, SECRETS)).toMatchObject({ ok: true, uses: 3 - number })
    }
    expect(await database.query(`SELECT subject FROM ${SCHEMA}.chains`)).toEqual([])
  })

  it('of an empty record does nothing', async () => {
    expect(await prune(writerOf(database).context, [], day(1))).toEqual({ uses: 0 })
    expect(await database.query(`SELECT kind FROM ${SCHEMA}.actions`)).toEqual([])
  })

  it('drops the partitions that are over, and writes on', async () => {
    const { appender, context, clock } = writerOf(database)
    for (const number of [0, 28, 56]) {
      clock.now = START + number * DAY
      await appender.append(batchOf(...usesOf('ada', 1)))
    }
    const before = await partitions()
    await prune(context, [], day(40))
    expect(await partitions()).toEqual(before.slice(-2))
    expect(before.length).toBeGreaterThan(2)
    // A clock that is far behind.
    clock.now = START
    const late = batchOf(...usesOf('late', 1))
    await appender.append(late).catch(async () => appender.append(late))
    expect(await verify(context, [])).toMatchObject({ ok: true, uses: 2 })
  })

  it('is in portions, and verifies wherever it is interrupted', async () => {
    const { appender, context, clock } = writerOf(database, { secrets: SECRETS })
    const uses = ['ada', 'bob', 'eve'].flatMap((subject) => usesOf(subject, 21))
    for (let batch = 0; batch < 4; batch++) await appender.append(batchOf(...uses))
    clock.now += DAY
    await appender.append(batchOf(...usesOf('ada', 1)))
    let portions = 0
    const found: unknown[] = []
    const watched: Database = {
      ...database,
      query: async (sql, values) => database.query(sql, values),
      async transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T> {
        const result = await database.transaction(work)
        portions += 1
        const { problems, uses: left, gaps } = await verify(context, SECRETS)
        found.push(...problems)
        expect(left + (gaps[0]?.uses ?? 0)).toBe(253)
        expect(gaps).toHaveLength(1)
        if (portions === 2) throw new Error('power cut')
        return result
      },
    }
    const pruning = async (): Promise<{ readonly uses: number }> =>
      prune({ ...context, database: watched }, SECRETS, day(1), 100)
    await expect(pruning()).rejects.toThrow('power cut')
    const rest = (await pruning()).uses
    expect(portions).toBeGreaterThanOrEqual(3)
    expect(rest).toBe(52)
    expect(found).toEqual([])
    expect(await verify(context, SECRETS)).toMatchObject({ ok: true, uses: 1 })
  })

  it('explains a checkpoint that was too old, and no other', async () => {
    const { appender, context, clock } = writerOf(database, { secrets: SECRETS })
    const owner = { issuer: ISSUER, subject: 'ada' }
    const checkpoints: { chain: number; sequence: number; hash: string }[] = []
    for (const number of [0, 0, 1]) {
      clock.now = START + number * DAY
      await appender.append(batchOf(...usesOf('ada', 1)))
      const checkpoint = await checkpointOf(context, owner)
      if (checkpoint) checkpoints.push(checkpoint)
    }
    await prune(context, SECRETS, day(1))
    expect(await verify(context, SECRETS, { owner, checkpoints })).toMatchObject({ ok: true })
    const [first, second, third] = checkpoints
    const forged = [
      { ...second, hash: first?.hash },
      { ...third, hash: first?.hash },
      { ...third, sequence: 4 },
      { ...third, chain: 99 },
      { ...third, chain: Number.NaN },
    ] as typeof checkpoints
    const { problems } = await verify(context, SECRETS, { owner, checkpoints: forged })
    expect(problems.map((problem) => problem.kind)).toEqual(forged.map(() => 'checkpoint'))
  })

  it('removes old counts, and batches that nobody can have any more', async () => {
    const { appender, context, clock } = writerOf(database)
    const counted = async (number: number): Promise<void> => {
      const hour = START + number * DAY
      clock.now = hour
      const count = { hour, service: null, kind: 'lost', reason: null, count: 1 } as const
      await appender.append({ id: randomUUID(), uses: [], counts: [count] })
    }
    for (const number of [0, 20, 40]) await counted(number)
    clock.now = START + 45 * DAY
    const rows = async (table: string): Promise<number> =>
      (await database.query(`SELECT FROM ${SCHEMA}.${table}`)).length
    await prune(context, [], day(10))
    expect([await rows('counts'), await rows('batches')]).toEqual([2, 2])
    await prune(context, [], day(44))
    expect([await rows('counts'), await rows('batches')]).toEqual([0, 2])
  })
})
