import type { Database } from '@countersign/database'
import { KINDS } from '@countersign/test-servers/vitest'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { storable } from '../../src/identifiers.js'
import { checkpointOf } from '../../src/proof/checkpoints.js'
import { erase } from '../../src/proof/erase.js'
import { verify } from '../../src/proof/verify.js'
import { batchOf, ISSUER, newUse, START, usesOf, wipe, writerOf } from '../support/batches.js'
import { openDatabase, SCHEMA } from '../support/databases.js'

const OWNER = { issuer: 'https://very-own.example', subject: 'the-subject-to-forget' }
const SECRETS = [Buffer.alloc(32, 5)]

describe.each(KINDS)('erasure on %s', (kind) => {
  let database: Database
  let close: () => Promise<void>
  beforeAll(async () => {
    const opened = await openDatabase(kind)
    database = opened.database
    close = async () => opened.close()
  })
  afterAll(async () => close())
  beforeEach(async () => wipe(database))

  /** All that is in the tables, as text. */
  async function everything(): Promise<string> {
    const tables = await database.query<{ readonly name: string }>(
      `SELECT tablename::text AS name FROM pg_tables WHERE schemaname = 'countersign_ledger'`,
    )
    const texts = tables.map(async ({ name }) =>
      database.query(`SELECT t::text AS row FROM ${SCHEMA}."${name}" t`),
    )
    return JSON.stringify(await Promise.all(texts))
  }

  it('removes all that was recorded of a subject, and who it was', async () => {
    const { appender, context } = writerOf(database, { secrets: SECRETS })
    const use = newUse({
      ...OWNER,
      client: 'the-client',
      network: 'the-network',
      approval: 'the-approval',
    })
    await appender.append(batchOf(use, ...usesOf('ada', 2), use, use))
    const traces = [OWNER.subject, OWNER.issuer, 'the-client', 'the-network', 'the-approval']
    const before = await everything()
    for (const trace of traces) expect(before).toContain(trace)
    const [salt] = await database.query<{ readonly text: string }>(
      `SELECT encode(salt, 'hex') AS text FROM ${SCHEMA}.chains WHERE subject = $1`,
      [OWNER.subject],
    )
    expect(before).toContain(salt?.text)

    expect(await erase(context, SECRETS, OWNER)).toEqual({ uses: 3 })
    const after = await everything()
    for (const trace of [...traces, salt?.text]) expect(after).not.toContain(trace)
    expect(after).toContain('ada')
  })

  it('leaves a gap that verifies', async () => {
    const { appender, context, clock } = writerOf(database, { secrets: SECRETS })
    await appender.append(
      batchOf(...usesOf('ada', 2), newUse(OWNER), ...usesOf('bob', 1), newUse(OWNER)),
    )
    clock.now += 1_000
    await erase(context, SECRETS, OWNER)
    expect(await verify(context, SECRETS)).toEqual({
      ok: true,
      uses: 3,
      chains: 2,
      unkeyed: 0,
      gaps: [{ kind: 'erasure', at: new Date(START + 1_000), uses: 2, chain: 2 }],
      problems: [],
    })
    expect(await verify(context, SECRETS, { owner: OWNER })).toMatchObject({ ok: true, gaps: [] })
  })

  it('leaves its last hash, so that whoever kept a checkpoint can tell', async () => {
    const { appender, context } = writerOf(database, { secrets: SECRETS })
    await appender.append(batchOf(newUse(OWNER), newUse(OWNER)))
    const checkpoint = await checkpointOf(context, OWNER)
    await erase(context, SECRETS, OWNER)
    const [action] = await database.query<{ readonly details: string }>(
      `SELECT details FROM ${SCHEMA}.actions WHERE kind = 'erasure'`,
    )
    expect(JSON.parse(action?.details ?? '')).toEqual({
      chain: 1,
      first: 1,
      last: 2,
      hash: checkpoint?.hash,
      uses: 2,
      sum: '3',
      position: 2,
    })
  })

  it('explains a checkpoint of what was erased, and no other', async () => {
    const { appender, context } = writerOf(database, { secrets: SECRETS })
    await appender.append(batchOf(newUse(OWNER)))
    const first = await checkpointOf(context, OWNER)
    await appender.append(batchOf(newUse(OWNER)))
    const last = await checkpointOf(context, OWNER)
    if (!first || !last) throw new Error('no checkpoint')
    await erase(context, SECRETS, OWNER)
    const checkpoints = [first, last]
    expect(await verify(context, SECRETS, { checkpoints })).toMatchObject({ ok: true })
    const forged = [
      { ...last, hash: first.hash },
      { ...last, sequence: 3 },
    ]
    const { problems } = await verify(context, SECRETS, { checkpoints: forged })
    expect(problems.map((problem) => problem.kind)).toEqual(['checkpoint', 'checkpoint'])
  })

  it('of nobody changes nothing', async () => {
    const { appender, context } = writerOf(database)
    await appender.append(batchOf(...usesOf('ada', 1)))
    const before = await everything()
    expect(await erase(context, [], OWNER)).toEqual({ uses: 0 })
    expect(await everything()).toBe(before)
  })

  it('is of the issuer’s subject alone', async () => {
    const { appender, context } = writerOf(database)
    await appender.append(batchOf(newUse(OWNER), newUse({ subject: OWNER.subject })))
    expect(await erase(context, [], OWNER)).toEqual({ uses: 1 })
    expect(await verify(context, [])).toMatchObject({ ok: true, uses: 1 })
  })

  it.each([
    ['longer than indexes take', 's'.repeat(600)],
    ['of halves of characters', 'sub\ud800'],
    ['with a NUL', 'sub\0'],
  ])('finds an owner whose name is %s', async (_, subject) => {
    const { appender, context } = writerOf(database)
    await appender.append(batchOf(newUse({ subject: storable(subject) })))
    const owner = { issuer: ISSUER, subject }
    expect(await checkpointOf(context, owner)).toMatchObject({ chain: 1 })
    expect(await verify(context, [], { owner })).toMatchObject({ ok: true, uses: 1 })
    expect(await erase(context, [], owner)).toEqual({ uses: 1 })
  })

  it('is followed by a new chain, and may be repeated', async () => {
    const { appender, context } = writerOf(database, { secrets: SECRETS })
    for (let round = 1; round <= 3; round++) {
      await appender.append(batchOf(newUse(OWNER), newUse(OWNER)))
      expect(await checkpointOf(context, OWNER)).toMatchObject({ chain: round, sequence: 2 })
      expect(await erase(context, SECRETS, OWNER)).toEqual({ uses: 2 })
    }
    expect(await checkpointOf(context, OWNER)).toBeUndefined()
    const { ok, gaps } = await verify(context, SECRETS)
    expect({ ok, chains: gaps.map(({ chain }) => chain) }).toEqual({ ok: true, chains: [1, 2, 3] })
  })

  it('goes by what others have written until its turn came', async () => {
    const { appender, context } = writerOf(database)
    await appender.append(batchOf(newUse(OWNER)))
    const other = writerOf(database, { secrets: SECRETS })
    const behind: Database = {
      ...database,
      query: async (sql, values) => database.query(sql, values),
      async transaction(work) {
        // The first that is hashed with a secret.
        await other.appender.append(batchOf(newUse(OWNER)))
        return database.transaction(work)
      },
    }
    expect(await erase({ ...context, database: behind }, SECRETS, OWNER)).toEqual({ uses: 2 })
    expect(await verify(context, SECRETS)).toMatchObject({ ok: true, uses: 0 })
  })

  it('is in portions, all or nothing', async () => {
    const { appender, context } = writerOf(database)
    const uses = Array.from({ length: 5_200 }, () => newUse(OWNER))
    await appender.append(batchOf(...uses, ...usesOf('ada', 1)))
    expect(await erase(context, [], OWNER)).toEqual({ uses: 5_200 })
    expect(await verify(context, [])).toMatchObject({ ok: true, uses: 1 })
  })

  it('waits for its turn beside those who write', async () => {
    const { appender, context } = writerOf(database, { secrets: SECRETS })
    const batches = Array.from({ length: 12 }, () => batchOf(newUse(OWNER), ...usesOf('ada', 2)))
    const erased = await Promise.all(
      batches.map(async (batch) => {
        await appender.append(batch)
        return (await erase(context, SECRETS, OWNER)).uses
      }),
    )
    expect(erased.reduce((sum, uses) => sum + uses, 0)).toBe(12)
    expect(await verify(context, SECRETS)).toMatchObject({ ok: true, uses: 24 })
  })
})
