import type { Database } from '@countersign/database'
import { KINDS } from '@countersign/test-servers/vitest'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { NotableKind } from '../../src/notable.js'
import { erase } from '../../src/proof/erase.js'
import { prune } from '../../src/proof/prune.js'
import type { NewUse } from '../../src/use.js'
import { batchOf, ISSUER, newUse, START, wipe, writerOf, type Writer } from '../support/batches.js'
import { openDatabase, SCHEMA } from '../support/databases.js'

/** A use so many seconds after the first. */
const at = (seconds: number): Partial<NewUse> => ({ client: null, at: START + seconds * 1_000 })

describe.each(KINDS)('notable uses on %s', (kind) => {
  let database: Database
  let close: () => Promise<void>
  beforeAll(async () => {
    const opened = await openDatabase(kind)
    database = opened.database
    close = async () => opened.close()
  })
  afterAll(async () => close())
  beforeEach(async () => wipe(database))

  /** What each of some uses, in one batch, is notable for. */
  async function kindsOf(
    { appender }: Writer,
    ...uses: readonly Partial<NewUse>[]
  ): Promise<readonly (readonly NotableKind[])[]> {
    const batch = batchOf(...uses.map((use) => newUse(use)))
    const { notable } = await appender.append(batch)
    const [last] = await database.query<{ readonly position: number }>(
      `SELECT position::float8 AS position FROM ${SCHEMA}.ledger`,
    )
    const first = (last?.position ?? 0) - uses.length + 1
    return uses.map((_, index) =>
      notable.filter(({ use }) => use.position === first + index).map((message) => message.kind),
    )
  }

  it('are the first of each client, of each subject', async () => {
    const writer = writerOf(database)
    expect(await kindsOf(writer, {}, {}, { client: 'phone' })).toEqual([
      ['first-use'],
      [],
      ['first-use'],
    ])
    expect(await kindsOf(writer, {}, { client: 'phone' }, { subject: 'bob' })).toEqual([
      [],
      [],
      ['first-use'],
    ])
  })

  it('are the first of each approval, once with that of the client', async () => {
    const writer = writerOf(database)
    const kinds = await kindsOf(
      writer,
      { approval: 'one' },
      { approval: 'one' },
      { approval: 'two' },
    )
    expect(kinds).toEqual([['first-use'], [], ['first-use']])
  })

  it('are first uses even if refused', async () => {
    const writer = writerOf(database)
    const refused = { decision: 'refused', reason: 'wrong_audience' } as const
    expect(await kindsOf(writer, refused)).toEqual([['first-use']])
  })

  it('are none where nothing is kept that could be new', async () => {
    const writer = writerOf(database)
    expect(await kindsOf(writer, { client: null, network: null })).toEqual([[]])
  })

  it('are the first from each network, but for the very first', async () => {
    const writer = writerOf(database)
    const client = null
    const from = (network: string): Partial<NewUse> => ({ client, network })
    expect(await kindsOf(writer, from('a'), from('a'), from('b'), from('b'))).toEqual([
      [],
      [],
      ['new-network'],
      [],
    ])
    expect(await kindsOf(writer, from('c'), from('a'))).toEqual([['new-network'], []])
    expect(await kindsOf(writerOf(database), from('d'), from('c'))).toEqual([['new-network'], []])
  })

  it('say nothing of the network of those who are refused', async () => {
    const writer = writerOf(database)
    const refused = { decision: 'refused', reason: 'wrong_audience' } as const
    expect(await kindsOf(writer, { ...refused, network: 'a' })).toEqual([['first-use']])
    expect(await kindsOf(writer, { network: 'b' })).toEqual([[]])
    expect(await kindsOf(writer, { ...refused, network: 'c' })).toEqual([[]])
    expect(await kindsOf(writer, { network: 'c' })).toEqual([['new-network']])
  })

  it('cost no question about what was committed already', async () => {
    let asked = 0
    const watched: Database = {
      ...database,
      transaction: async (work) =>
        database.transaction(async (tx) =>
          work({
            query: async (sql, values) => {
              asked += Number(sql.includes('.known '))
              return tx.query(sql, values)
            },
          }),
        ),
    }
    const writer = writerOf(watched)
    await kindsOf(writer, {}, { network: 'b' })
    expect(asked).toBe(1)
    await kindsOf(writer, {}, { network: 'b' })
    expect(asked).toBe(1)
    await kindsOf(writer, { network: 'c' })
    expect(asked).toBe(2)
  })

  it('are told once by all processes together', async () => {
    const writers = Array.from({ length: 8 }, () => writerOf(database))
    const appended = await Promise.all(
      writers.map(async ({ appender }) => appender.append(batchOf(newUse()))),
    )
    expect(appended.flatMap(({ notable }) => notable.map((message) => message.kind))).toEqual([
      'first-use',
    ])
  })

  it('are told again of a subject that was erased, by those who knew it too', async () => {
    const writer = writerOf(database)
    await kindsOf(writer, {}, { network: 'b' })
    await erase(writerOf(database).context, [], { issuer: ISSUER, subject: 'ada' })
    expect(await kindsOf(writer, {}, { network: 'b' })).toEqual([['first-use'], ['new-network']])
  })

  it('are told again of what was not seen within retention, by those who knew it too', async () => {
    const [one, other] = [writerOf(database), writerOf(database)]
    const DAY = 24 * 3_600_000
    const after = async (days: number, writer: Writer, ...clients: string[]): Promise<unknown> => {
      one.clock.now = START + days * DAY
      other.clock.now = one.clock.now
      return kindsOf(writer, ...clients.map((client) => ({ client })))
    }
    expect(await after(0, one, 'rare', 'daily')).toEqual([['first-use'], ['first-use']])
    expect(await after(1, one, 'daily')).toEqual([[]])
    expect(await after(2, other, 'daily')).toEqual([[]])
    await prune(one.context, [], new Date(START + DAY))
    const known = `SELECT value FROM ${SCHEMA}.known WHERE kind = 'client' ORDER BY 1`
    expect(await database.query(known)).toEqual([{ value: 'daily' }])
    expect(await after(2, one, 'daily', 'rare')).toEqual([[], ['first-use']])
    // The same day, and nothing new to it.
    expect(await after(2, one, 'daily', 'rare')).toEqual([[], []])
    expect(await after(2, other, 'daily', 'rare')).toEqual([[], []])
  })

  it('have their kinds in the record, with commas between them', async () => {
    const writer = writerOf(database, { burst: { uses: 1, seconds: 60 } })
    const refused = { client: 'new', decision: 'refused', reason: 'token_expired' } as const
    expect(await kindsOf(writer, {}, refused)).toEqual([
      ['first-use'],
      ['first-use', 'expired-use', 'burst'],
    ])
    expect(await database.query(`SELECT notable FROM ${SCHEMA}.uses ORDER BY position`)).toEqual([
      { notable: 'first-use' },
      { notable: 'first-use,expired-use,burst' },
    ])
  })

  it.each([
    ['token_expired', 'expired-use'],
    ['revoked_token', 'revoked-use'],
    ['proof_replayed', 'replay'],
    ['missing_proof', 'unproven-use'],
  ] as const)('refused as %s are %s', async (reason, told) => {
    const writer = writerOf(database)
    const refused = { client: null, decision: 'refused', reason } as const
    expect(await kindsOf(writer, refused, refused)).toEqual([[told], [told]])
  })

  it('are a burst once in a window, which outlives the batch', async () => {
    const writer = writerOf(database, { burst: { uses: 3, seconds: 10 } })
    writer.clock.now = START + 100_000
    expect(await kindsOf(writer, at(0))).toEqual([[]])
    expect(await kindsOf(writer, at(1))).toEqual([[]])
    expect(await kindsOf(writer, at(2), at(9), at(9.9))).toEqual([[], ['burst'], []])
    expect(await kindsOf(writer, at(10), at(11), at(12), at(13))).toEqual([[], [], [], ['burst']])
  })

  it('are no burst when much that had waited is written at once', async () => {
    const writer = writerOf(database, { burst: { uses: 3, seconds: 10 } })
    writer.clock.now = START + 3_600_000
    const slow = Array.from({ length: 50 }, (_, index) => ({
      client: null,
      at: START + index * 4_000,
    }))
    expect((await kindsOf(writer, ...slow)).flat()).toEqual([])
  })

  it('count no use towards a window that began after it', async () => {
    const writer = writerOf(database, { burst: { uses: 3, seconds: 10 } })
    writer.clock.now = START + 100_000
    const late = { client: null, at: START }
    const now = { client: null, at: START + 90_000 }
    expect(await kindsOf(writer, now, late, late, late, late, now, now)).toEqual([
      [],
      [],
      [],
      [],
      [],
      [],
      [],
    ])
    expect(await kindsOf(writer, now)).toEqual([['burst']])
  })

  it('find bursts again after a clock was far ahead', async () => {
    const writer = writerOf(database, { burst: { uses: 1, seconds: 10 } })
    writer.clock.now = START + 1e9
    await kindsOf(writer, at(1e6))
    writer.clock.now = START
    expect(await kindsOf(writer, at(0), at(0))).toEqual([[], ['burst']])
  })
})
