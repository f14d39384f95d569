import { type Database, openFolder, poolDatabase, quotedSchema } from '@countersign/database'
import { databasesWith, KINDS, type OpenDatabase } from '@countersign/test-servers/vitest'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Approval } from '../../src/approval.js'
import { Cleaning } from '../../src/directory/cleaning.js'
import { BoundedStore, type Store } from '../../src/directory/store.js'
import { StoredApprovals } from '../../src/directory/stored-approvals.js'
import { StoredBlocks } from '../../src/directory/stored-blocks.js'
import { StoredDeliveries } from '../../src/directory/stored-deliveries.js'
import { StoredHistory } from '../../src/directory/stored-history.js'
import { OPENING } from '../support/directories.js'
import { approvalOf, decidedApprovalOf, newId, someone } from '../support/samples.js'
import { watched } from '../support/watched.js'

const openDatabase = databasesWith({ folder: openFolder, pool: poolDatabase })

const schema = quotedSchema('countersign_approval')
const HOUR = 3_600_000
const DAY = 24 * HOUR

const now = Date.now() - 10 * DAY
const old = now - 366 * DAY

function daysOf(list: readonly { readonly at: number }[]): readonly number[] {
  return list.map(({ at }) => Math.round((now - at) / DAY))
}

describe.each(KINDS)('cleaning on %s', (kind) => {
  let opened: OpenDatabase<Database>
  let store: Store
  let failures: unknown[]

  beforeAll(async () => {
    opened = await openDatabase(kind)
    store = new BoundedStore({
      schema,
      database: async () => opened.database,
      onAnswer: () => undefined,
      onFailure: () => undefined,
    })
  }, OPENING)
  afterAll(async () => opened.close())

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['Date'], now })
    failures = []
    await opened.database.query(`DELETE FROM ${schema}.chores`)
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  function cleaningOf(database: Database = opened.database): Cleaning {
    return new Cleaning({
      database,
      schema,
      retention: 365,
      onFailure: (error) => failures.push(error),
    })
  }

  it('removes approvals of which nothing was good for so many days, and no others', async () => {
    const approvals = new StoredApprovals(store)
    const subject = someone()
    const edge = now - 365 * DAY
    const gone: readonly Approval[] = [
      approvalOf(subject, { askedAt: old }),
      decidedApprovalOf(subject, 'denied', { askedAt: old }),
      decidedApprovalOf(subject, 'approved', { askedAt: old }),
      approvalOf(subject, { askedAt: edge - 1_000, expiresAt: edge - 1 }),
    ]
    const kept: readonly Approval[] = [
      approvalOf(subject, { askedAt: now - DAY }),
      approvalOf(subject, { askedAt: edge - 1_000, expiresAt: edge }),
      // Its client has refreshed its token all the time.
      decidedApprovalOf(subject, 'approved', { askedAt: old, tokenExpiresAt: now + HOUR }),
      decidedApprovalOf(subject, 'approved', { askedAt: old, stoppedAt: now - DAY }),
    ]
    for (const approval of [...gone, ...kept]) await approvals.add(approval)
    await cleaningOf().look()
    const { approvals: left } = await approvals.of(subject, { limit: 100 })
    expect(new Set(left.map(({ id }) => id))).toEqual(new Set(kept.map(({ id }) => id)))
    expect(failures).toEqual([])
  })

  it('removes history after so many days, deliveries after thirty, and blocks that are over', async () => {
    const [subject, approvalId] = [someone(), newId()]
    const history = new StoredHistory(store)
    const deliveries = new StoredDeliveries(store)
    const blocks = new StoredBlocks(store)
    const days = [366, 364, 31, 29, 0]
    for (const day of days) {
      const at = now - day * DAY
      await history.add(subject, { at, kind: 'signed_in' })
      const delivery = { at, approvalId, subject, notifier: 'sse', device: undefined, attempts: 1 }
      await deliveries.add({ ...delivery, outcome: 'accepted' })
      await blocks.add(subject, `shop-${day}`, at + HOUR, at)
    }
    await blocks.add(subject, 'for-good', undefined, old)
    await cleaningOf().look()
    const { events } = await history.of(subject, { limit: 100 })
    expect(daysOf(events)).toEqual([0, 29, 31, 364])
    expect(daysOf(await deliveries.of(approvalId))).toEqual([29, 0])
    const names = (await blocks.of(subject, 0)).map(({ clientId }) => clientId)
    expect(names).toEqual(['shop-0', 'for-good'])
  })

  const addOld = async (rows: number): Promise<unknown> =>
    opened.database.query(
      `INSERT INTO ${schema}.deliveries (at, subject, notifier, outcome, attempts)
       SELECT to_timestamp($1::float8 / 1000), 'old', 'sse', 'accepted', 1 FROM generate_series(1, $2::integer)`,
      [old, rows],
    )

  const countOld = async (): Promise<unknown> => {
    const [row] = await opened.database.query(
      `SELECT count(*)::integer AS count FROM ${schema}.deliveries WHERE subject = 'old'`,
    )
    return row?.['count']
  }

  it('is done once an hour, by whoever comes first, and by one of many at once', async () => {
    let statements = 0
    const database = watched(opened.database, (sql) => {
      if (sql.includes('DELETE')) statements += 1
    })
    const looks = async (): Promise<unknown> =>
      Promise.all([1, 2, 3].map(async () => cleaningOf(database).look()))
    await addOld(10)
    await looks()
    // One for each table.
    expect([await countOld(), statements]).toEqual([0, 4])
    await addOld(10)
    vi.setSystemTime(now + HOUR - 1)
    await looks()
    expect([await countOld(), statements]).toEqual([10, 4])
    vi.setSystemTime(now + HOUR)
    await looks()
    expect([await countOld(), statements]).toEqual([0, 8])
    expect(failures).toEqual([])
  })

  // Embedded, so much takes a while, and is the same.
  it.runIf(kind === 'PostgreSQL')('leaves what is too much for the next hour', async () => {
    await addOld(50_500)
    await cleaningOf().look()
    expect(await countOld()).toBe(500)
    vi.setSystemTime(now + HOUR)
    await cleaningOf().look()
    expect(await countOld()).toBe(0)
  })

  it('does not go by a clock that is ahead', async () => {
    const subject = someone()
    const history = new StoredHistory(store)
    await history.add(subject, { at: now, kind: 'signed_in' })
    vi.setSystemTime(now + 10 * 366 * DAY)
    await cleaningOf().look()
    expect((await history.of(subject, { limit: 1 })).events).toHaveLength(1)
    vi.setSystemTime(now)
    await addOld(1)
    await opened.database.query(`UPDATE ${schema}.chores SET at = now() + interval '9 years'`)
    await cleaningOf().look()
    expect(await countOld()).toBe(0)
  })

  it('stops between two batches when it is closed', async () => {
    await addOld(2_100)
    const cleaning: Cleaning = cleaningOf(
      watched(opened.database, (sql) => {
        if (sql.includes('deliveries')) cleaning.close()
      }),
    )
    await cleaning.look()
    expect(await countOld()).toBe(1_100)
    await opened.database.query(`DELETE FROM ${schema}.deliveries`)
  })

  it('tells of a failure, and goes on another time', async () => {
    const broken = new Error('away')
    const away = watched(opened.database, () => {
      throw broken
    })
    await cleaningOf(away).look()
    expect(failures).toEqual([broken])
    await addOld(1)
    await cleaningOf().look()
    expect(await countOld()).toBe(0)
  })
})
