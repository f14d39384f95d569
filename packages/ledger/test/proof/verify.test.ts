import { ConfigError } from '@countersign/core'
import type { Database } from '@countersign/database'
import { KINDS } from '@countersign/test-servers/vitest'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { erase } from '../../src/proof/erase.js'
import { prune } from '../../src/proof/prune.js'
import { verify } from '../../src/proof/verify.js'
import { batchOf, ISSUER, newUse, usesOf, wipe, writerOf } from '../support/batches.js'
import { openDatabase, SCHEMA } from '../support/databases.js'

const [OLD, NEW, OTHER] = [1, 2, 3].map((fill) => Buffer.alloc(32, fill)) as [
  Buffer,
  Buffer,
  Buffer,
]
const ADA = { issuer: ISSUER, subject: 'ada' }

describe.each(KINDS)('verification on %s', (kind) => {
  let database: Database
  let close: () => Promise<void>
  beforeAll(async () => {
    const opened = await openDatabase(kind)
    database = opened.database
    close = async () => opened.close()
  })
  afterAll(async () => close())
  beforeEach(async () => wipe(database))

  it('has nothing to say of an empty record', async () => {
    const empty = { ok: true, uses: 0, chains: 0, unkeyed: 0, gaps: [], problems: [] }
    expect(await verify(writerOf(database).context, [])).toEqual(empty)
    expect(await verify(writerOf(database).context, [OLD])).toEqual(empty)
    expect(await verify(writerOf(database).context, [OLD], { owner: ADA })).toEqual(empty)
  })

  it('takes every secret that was ever the first', async () => {
    await writerOf(database, { secrets: [OLD] }).appender.append(batchOf(...usesOf('ada', 2)))
    const { appender, context } = writerOf(database, { secrets: [NEW, OLD] })
    await appender.append(batchOf(...usesOf('ada', 2), ...usesOf('bob', 1)))
    await erase(context, [NEW, OLD], { issuer: ISSUER, subject: 'bob' })
    expect(await verify(context, [NEW, OLD])).toMatchObject({ ok: true, uses: 4 })
    expect(await verify(context, [OTHER, NEW, OLD])).toMatchObject({ ok: true })
    for (const secrets of [[NEW], [OTHER]]) {
      const { problems } = await verify(context, secrets)
      expect(problems[0]).toMatchObject({ detail: 'action 1 is not what was written' })
      expect(problems.filter(({ position }) => position !== undefined)).not.toEqual([])
    }
    const { problems } = await verify(context, [OLD])
    expect(problems.map(({ position }) => position)).toEqual([undefined, 3, 4, 5])
  })

  it('goes on where a record without a secret has got one', async () => {
    await writerOf(database).appender.append(batchOf(...usesOf('ada', 2), ...usesOf('bob', 1)))
    const { appender, context } = writerOf(database, { secrets: [OLD] })
    await appender.append(batchOf(...usesOf('ada', 2)))
    await appender.append(batchOf(...usesOf('eve', 2)))
    expect(await verify(context, [OLD])).toMatchObject({ ok: true, uses: 7 })
    expect(await database.query(`SELECT kind FROM ${SCHEMA}.actions`)).toEqual([{ kind: 'secret' }])
  })

  it('cannot do without a secret what was written with one', async () => {
    const { appender, context } = writerOf(database, { secrets: [OLD] })
    await appender.append(batchOf(...usesOf('ada', 2)))
    const { ok, problems } = await verify(context, [])
    expect({ ok, problems: problems.map(({ detail }) => detail) }).toEqual({
      ok: false,
      problems: ['this record is hashed with a secret, and none was given to verify it with'],
    })
  })

  it('is not spoilt by a process that was not given the secret: it cannot write', async () => {
    const { appender } = writerOf(database)
    await appender.append(batchOf(...usesOf('ada', 1)))
    const keyed = writerOf(database, { secrets: [OLD] })
    await keyed.appender.append(batchOf(...usesOf('ada', 1)))
    const batch = batchOf(...usesOf('ada', 1))
    await expect(appender.append(batch)).rejects.toThrow(ConfigError)
    await expect(erase(keyed.context, [], ADA)).rejects.toThrow(/"secret" must be given|secret/)
    expect(await verify(keyed.context, [OLD])).toMatchObject({ ok: true, uses: 2 })
    // It is not lost: another one can.
    expect(await keyed.appender.append(batch)).toMatchObject({ isRepeated: false, uses: 1 })
  })

  it('is not spoilt by a process that was given other secrets: it cannot write', async () => {
    const first = writerOf(database, { secrets: [OLD] })
    await first.appender.append(batchOf(...usesOf('ada', 1)))
    const other = writerOf(database, { secrets: [NEW] })
    await expect(other.appender.append(batchOf(newUse()))).rejects.toThrow(ConfigError)
    await expect(erase(first.context, [NEW], ADA)).rejects.toThrow(ConfigError)
    // Those who have not heard of a new one go on beside those who have.
    await writerOf(database, { secrets: [NEW, OLD] }).appender.append(batchOf(newUse()))
    await first.appender.append(batchOf(newUse()))
    await writerOf(database, { secrets: [OLD, NEW] }).appender.append(batchOf(newUse()))
    expect(await verify(first.context, [NEW, OLD])).toMatchObject({ ok: true, uses: 4 })
  })

  it('begins to be keyed with the batch that is committed', async () => {
    const { appender, context } = writerOf(database, { secrets: [OLD] })
    const broken = batchOf({ ...newUse(), decision: null } as never)
    await expect(appender.append(broken)).rejects.toThrow('decision')
    await appender.append(batchOf(newUse()))
    expect(await verify(context, [OLD])).toMatchObject({ ok: true, uses: 1 })
  })

  it('of one owner is of their chain alone', async () => {
    const { appender, context } = writerOf(database)
    await appender.append(batchOf(...usesOf('ada', 3), ...usesOf('bob', 2)))
    await database.query(`UPDATE ${SCHEMA}.uses SET status = 500 WHERE position = 4`)
    expect(await verify(context, [], { owner: ADA })).toMatchObject({
      ok: true,
      uses: 3,
      chains: 1,
    })
    const bob = await verify(context, [], { owner: { issuer: ISSUER, subject: 'bob' } })
    expect(bob).toMatchObject({ ok: false, uses: 2, chains: 1 })
    expect(bob.problems).toMatchObject([{ kind: 'changed', subject: 'bob', position: 4 }])
    const nobody = { issuer: ISSUER, subject: 'nobody' }
    expect(await verify(context, [], { owner: nobody })).toMatchObject({ ok: true, chains: 0 })
  })

  it('goes on from page to page', async () => {
    const { appender, context } = writerOf(database)
    const many = Array.from({ length: 1_203 }, (_, index) => newUse({ subject: `user-${index}` }))
    await appender.append(batchOf(...usesOf('long', 5_600), ...many, ...usesOf('last', 3)))
    expect(await verify(context, [])).toMatchObject({ ok: true, uses: 6_806, chains: 1_205 })
    await database.query(
      `UPDATE ${SCHEMA}.uses SET status = 500 WHERE position IN (5000, 5001, 6800)`,
    )
    // A copy beside the last one of a page is on the next one.
    await database.query(
      `INSERT INTO ${SCHEMA}.uses SELECT * FROM ${SCHEMA}.uses WHERE position = 5000`,
    )
    const { problems, uses } = await verify(context, [])
    expect(uses).toBe(6_807)
    expect(problems.map((one) => `${one.kind} ${one.position}`).toSorted()).toEqual([
      'added 5000',
      'changed 5000',
      'changed 5001',
      'changed 6800',
    ])
  })

  it('finds no fault in what others write, prune and erase meanwhile', async () => {
    const secrets = [OLD]
    const { appender, context, clock } = writerOf(database, { secrets })
    const subjects = Array.from({ length: 10 }, (_, index) => `user-${index}`)
    const over = new AbortController()
    let batches = 0
    const writing = (async () => {
      while (!over.signal.aborted) {
        clock.now += 1_000
        await appender.append(batchOf(...subjects.flatMap((subject) => usesOf(subject, 3))))
        batches += 1
      }
    })()
    const removing = (async () => {
      while (!over.signal.aborted) {
        await prune(context, secrets, new Date(clock.now - 4_000))
        await erase(context, secrets, { issuer: ISSUER, subject: `user-${batches % 10}` })
      }
    })()
    const found: unknown[] = []
    for (let round = 0; round < (kind === 'PGlite' ? 4 : 10); round++) {
      found.push(...(await verify(context, secrets)).problems)
    }
    over.abort()
    await Promise.all([writing, removing])
    expect(found).toEqual([])
    const last = await verify(context, secrets)
    expect(last.problems).toEqual([])
    expect(last.gaps.map((gap) => gap.kind)).toEqual(
      expect.arrayContaining(['erasure', 'retention']),
    )
  })
})
