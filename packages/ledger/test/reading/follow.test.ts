import type { Database } from '@countersign/database'
import { KINDS } from '@countersign/test-servers/vitest'
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  onTestFinished,
  vi,
} from 'vitest'
import { useReader, type LedgerReader } from '../../src/reading/use-reader.js'
import type { Use } from '../../src/use.js'
import { openDatabase, SCHEMA } from '../support/databases.js'
import { erase, ISSUER, START, write } from './rows.js'

const WEEK = 168 * 3_600_000

/** A database that is counted: what is asked of it, and who listens. */
interface Watched extends Database {
  queries: number
  listening: number
  /** How often somebody began to listen. */
  listened: number
}

function watched(database: Database): Watched {
  const own: Partial<Watched> & { queries: number; listening: number; listened: number } = {
    queries: 0,
    listening: 0,
    listened: 0,
    async query(sql, values) {
      own.queries += 1
      return database.query(sql, values)
    },
    transaction: async (work) => database.transaction(work),
    async listen(channel, onNotice, onLost) {
      own.listened += 1
      const leave = await database.listen(channel, onNotice, onLost)
      own.listening += 1
      return async () => {
        own.listening -= 1
        await leave()
      }
    },
  }
  return own as Watched
}

async function take(feed: AsyncIterator<Use>, count: number): Promise<Use[]> {
  const uses: Use[] = []
  while (uses.length < count) {
    const { done, value } = await feed.next()
    if (done === true) break
    uses.push(value)
  }
  return uses
}

function statuses(uses: readonly Use[]): readonly (number | undefined)[] {
  return uses.map(({ status }) => status)
}

function upTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index)
}

describe.each(KINDS)('following on %s', (kind) => {
  let shared: Database
  let close: () => Promise<void>
  /** Of each test. */
  let database: Watched
  let reader: LedgerReader

  beforeAll(async () => {
    const opened = await openDatabase(kind)
    shared = opened.database
    close = async () => opened.close()
    await write(shared, [{ subject: 'before', service: 'before' }])
  })
  afterAll(async () => close())
  beforeEach(() => {
    database = watched(shared)
    reader = useReader({ database, schema: SCHEMA, clock: Date.now })
  })
  afterEach(async () => {
    reader.close()
    // No connection stays with a feed that has ended.
    await vi.waitUntil(() => database.listening === 0)
  })

  it('tells what is recorded from now on, in order and none twice', async () => {
    const feed = reader.follow({ service: 'now' })
    const first = feed.next()
    // What was there before the feed began is none of it.
    await expect.poll(() => database.listening).toBe(1)
    for (const status of upTo(30)) await write(database, [{ subject: 'a', service: 'now', status }])
    const { value } = await first
    const uses = [value as Use, ...(await take(feed, 29))]
    expect(statuses(uses)).toEqual(upTo(30))
    await feed.return?.()
  })

  it('begins when it is asked for, and not when the first use is', async () => {
    const feed = reader.follow({ service: 'begun' })
    await expect.poll(() => database.listening).toBe(1)
    await write(database, [{ subject: 'a', service: 'begun', status: 1 }])
    expect(statuses(await take(feed, 1))).toEqual([1])
    await feed.return?.()
  })

  it.each([{ service: 'after' }, { issuer: ISSUER, subject: 'after' }])(
    'goes on behind a position, with %j',
    async (filter) => {
      const batch = upTo(250).map((status) => ({ subject: 'after', service: 'after', status }))
      await write(database, batch)
      const { uses } = await reader.uses(filter, { limit: 250 })
      for (const index of [0, 1, 149, 249]) {
        const feed = reader.follow(filter, { after: uses[index]?.position as number })
        const expected = uses.slice(0, index).toReversed()
        expect(await take(feed, index)).toEqual(expected)
        await feed.return?.()
      }
      const last = reader.follow(filter, { after: uses[0]?.position as number }).next()
      await write(database, [{ subject: 'after', service: 'after', status: 1000 }])
      expect((await last).value).toMatchObject({ status: 1000 })
    },
  )

  it('catches up from the beginning, over all partitions', async () => {
    const weeks = upTo(5)
    for (const week of weeks) {
      const recorded = START + week * WEEK
      await write(database, [{ subject: 'weeks', service: 'weeks', status: week, recorded }])
    }
    for (const filter of [{ service: 'weeks' }, { issuer: ISSUER, subject: 'weeks' }]) {
      const feed = reader.follow(filter, { after: 0 })
      expect(statuses(await take(feed, 5))).toEqual(weeks)
      await feed.return?.()
    }
    const whole = reader.follow({}, { after: 0 })
    const { uses } = await reader.uses({}, { limit: 1 })
    const all = await take(whole, uses[0]?.position ?? 0)
    expect(all.map(({ position }) => position)).toEqual(upTo(all.length).map((index) => index + 1))
    await whole.return?.()
  })

  it('follows a subject that nobody has seen yet', async () => {
    const feed = reader.follow({ issuer: ISSUER, subject: 'new' })
    const next = feed.next()
    await expect.poll(() => database.listening).toBe(1)
    await write(database, [{ subject: 'old' }, { subject: 'new', status: 1 }])
    expect((await next).value).toMatchObject({ subject: 'new', status: 1, sequence: 1 })
    await feed.return?.()
  })

  it('goes on with a subject that was erased and has come back', async () => {
    const subject = 'erased'
    await write(
      database,
      upTo(20).map((status) => ({ subject, status })),
    )
    const feed = reader.follow({ issuer: ISSUER, subject }, { after: 0 })
    expect(statuses(await take(feed, 5))).toEqual([0, 1, 2, 3, 4])
    await erase(database, subject)
    await write(database, [
      { subject, status: 100 },
      { subject, status: 101 },
    ])
    // The page that was read already is told.
    expect(statuses(await take(feed, 17))).toEqual([...upTo(20).slice(5), 100, 101])
    await feed.return?.()
  })

  it('passes over what is not there any more', async () => {
    const filter = { service: 'pruned' }
    const feed = reader.follow(filter)
    await expect.poll(() => database.listening).toBe(1)
    await write(
      database,
      upTo(300).map((status) => ({ subject: 'p', service: 'pruned', status })),
    )
    expect(statuses(await take(feed, 1))).toEqual([0])
    await database.query(
      `DELETE FROM ${SCHEMA}.uses WHERE service = 'pruned' AND status BETWEEN 50 AND 297`,
    )
    const rest = statuses(await take(feed, 101))
    expect(rest.slice(-2)).toEqual([298, 299])
    await feed.return?.()
  })

  it('reads no more than a slow consumer takes', async () => {
    await write(
      database,
      upTo(1000).map((status) => ({ subject: 's', service: 'slow', status })),
    )
    const feed = reader.follow({ service: 'slow' }, { after: 0 })
    await take(feed, 1)
    const before = database.queries
    for (const status of upTo(20)) {
      await write(database, [{ subject: 's', service: 'slow', status: 1000 + status }])
    }
    await take(feed, 90)
    expect(database.queries).toBe(before)
    const rest = await take(feed, 929)
    expect(rest.at(-1)?.status).toBe(1019)
    await feed.return?.()
  })

  it('has one connection that listens for a hundred followers', async () => {
    const filters = [{ service: 'many' }, { issuer: ISSUER, subject: 'many' }]
    const feeds = upTo(100).map((index) => reader.follow(filters[index % 2], { after: 0 }))
    const first = feeds.map(async (feed) => feed.next())
    await expect.poll(() => database.listening).toBe(1)
    const uses = upTo(10).map((status) => ({ subject: 'many', service: 'many', status }))
    await write(database, uses)
    const told = await Promise.all(first)
    expect(told.map(({ value }) => (value as Use).status)).toEqual(feeds.map(() => 0))
    const rest = await Promise.all(feeds.map(async (feed) => take(feed, 9)))
    for (const of of rest) expect(statuses(of)).toEqual(upTo(10).slice(1))
    expect(database.listened).toBe(1)
    for (const feed of feeds) await feed.return?.()
    await expect.poll(() => database.listening).toBe(0)
  })

  it('asks once for a hundred owners, and wakes those that have news', async () => {
    const own = (subject: string): AsyncIterableIterator<Use> =>
      reader.follow({ issuer: ISSUER, subject }, { after: 0 })
    const others = upTo(100).map(async (index) => own(`nobody ${index}`).next())
    const feed = own('somebody')
    for (const status of upTo(10)) {
      const next = feed.next()
      await write(database, [{ subject: 'somebody', status }])
      expect((await next).value).toMatchObject({ status })
    }
    // Two of each at the beginning, and few for each use.
    expect(database.queries).toBeLessThan(400)
    reader.close()
    await Promise.all(others)
  })

  it('answers calls that did not wait for one another in their order', async () => {
    const feed = reader.follow({ service: 'order' })
    const calls = upTo(5).map(async () => feed.next())
    await expect.poll(() => database.listening).toBe(1)
    await write(
      database,
      upTo(3).map((status) => ({ subject: 'a', service: 'order', status })),
    )
    const told = await Promise.all(calls.slice(0, 3))
    expect(told.map(({ value }) => (value as Use).status)).toEqual([0, 1, 2])
    await feed.return?.()
    const left = await Promise.all(calls.slice(3))
    expect(left).toEqual([
      { done: true, value: undefined },
      { done: true, value: undefined },
    ])
  })

  it.each(['return', 'signal', 'close'])('ends at once by %s, while it waits', async (way) => {
    const timers = openTimers()
    const controller = new AbortController()
    const feed = reader.follow({ service: 'end' }, { signal: controller.signal })
    const waiting = feed.next()
    await expect.poll(() => [database.listening, timers.size]).toEqual([1, 1])
    if (way === 'return') await feed.return?.()
    if (way === 'signal') controller.abort()
    if (way === 'close') reader.close()
    expect(await waiting).toEqual({ done: true, value: undefined })
    expect(await feed.next()).toEqual({ done: true, value: undefined })
    expect(timers.size).toBe(0)
    await expect.poll(() => database.listening).toBe(0)
  })

  it('ends at once where the database does not answer', async () => {
    database.query = async () => new Promise(() => undefined)
    const feed = reader.follow()
    const waiting = feed.next()
    await feed.return?.()
    expect(await waiting).toEqual({ done: true, value: undefined })
  })

  it('has nothing to say where it was ended before it began', async () => {
    const signal = AbortSignal.abort()
    expect(await reader.follow({}, { after: 0, signal }).next()).toMatchObject({ done: true })
    reader.close()
    expect(await reader.follow({}, { after: 0 }).next()).toMatchObject({ done: true })
  })

  it.runIf(kind === 'PostgreSQL')('looks by itself where nobody can listen', async () => {
    const timers = openTimers()
    database.listen = async () => Promise.reject(new Error('not behind this pooler'))
    const next = reader.follow({ service: 'deaf' }).next()
    // Both wait: who looks by itself, and who tries to listen.
    await expect.poll(() => timers.size).toBe(2)
    await write(shared, [{ subject: 'a', service: 'deaf', status: 7 }])
    expect((await next).value).toMatchObject({ status: 7 })
    reader.close()
    expect(timers.size).toBe(0)
  })

  it('tells nothing twice, and misses nothing, while the database fails now and then', async () => {
    const fails = numbers()
    const works = { ...database }
    database.query = async (sql, values) => {
      if (fails()) throw new Error('away')
      const rows = await works.query(sql, values)
      if (fails()) throw new Error('away, and nobody knows')
      return rows as never
    }
    database.listen = async (...given) =>
      fails() ? Promise.reject(new Error('away')) : works.listen(...given)
    const feed = reader.follow({ service: 'failing' })
    const taken = take(feed, 150)
    await expect.poll(() => database.listening).toBe(1)
    for (const batch of upTo(5)) {
      const uses = upTo(30).map((index) => ({
        subject: 'f',
        service: 'failing',
        status: batch * 30 + index,
      }))
      await write(shared, uses)
    }
    expect(statuses(await taken)).toEqual(upTo(150))
  })

  it.each([-1, 1.5, Number.NaN, '5', null, 2 ** 60])('refuses to begin behind %j', (after) => {
    const begin = (): unknown => reader.follow({}, { after: after as number })
    expect(begin).toThrow(expect.objectContaining({ name: 'ConfigError', option: 'after' }))
  })

  it('refuses options that are none', () => {
    expect(() => reader.follow({}, { since: 5 } as never)).toThrow(TypeError)
    expect(() => reader.follow({}, { signal: {} } as never)).toThrow(TypeError)
  })
})

/** The timers of feeds that still run. */
function openTimers(): ReadonlySet<unknown> {
  const open = new Set<unknown>()
  const { setTimeout: begin, clearTimeout: end } = globalThis
  vi.spyOn(globalThis, 'setTimeout').mockImplementation(((work: () => void, delay: number) => {
    const timer = begin(() => {
      open.delete(timer)
      work()
    }, delay)
    // Pools have timers as well.
    if (delay <= 2_000) open.add(timer)
    return timer
  }) as never)
  vi.spyOn(globalThis, 'clearTimeout').mockImplementation((timer) => {
    open.delete(timer)
    end(timer)
  })
  onTestFinished(() => vi.restoreAllMocks() as unknown as void)
  return open
}

/** Says yes now and then, the same each time. */
function numbers(): () => boolean {
  let state = 7
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state % 4 === 0
  }
}
