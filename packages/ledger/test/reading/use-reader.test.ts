import type { Database } from '@countersign/database'
import { KINDS } from '@countersign/test-servers/vitest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LedgerContext } from '../../src/context.js'
import { storable, tokenDigest } from '../../src/identifiers.js'
import type { Page, UseFilter } from '../../src/ledger-types.js'
import { countsOf } from '../../src/reading/counts.js'
import { useReader, type LedgerReader } from '../../src/reading/use-reader.js'
import type { Use } from '../../src/use.js'
import { openDatabase, SCHEMA } from '../support/databases.js'
import { ISSUER, START, write, type Written } from './rows.js'
import { makeTables } from '../support/schema.js'

const HOUR = 3_600_000
const WEEK = 168 * HOUR
const OTHER = 'https://other.example'

/** The same numbers each time. */
function numbers(): (below: number) => number {
  let state = 20
  return (below) => {
    state = (state * 48_271) % 2_147_483_647
    return state % below
  }
}

/** The weeks of 40 in which there was something. */
const WEEKS = [0, 1, 2, 5, 17, 20, 21, 38, 39]

/** Uses with all that filters look at; one subject ends early. */
function someUses(): Written[] {
  const any = numbers()
  const pick = <T>(...values: readonly T[]): T => values[any(values.length)] as T
  return Array.from({ length: 700 }, (_, index): Written => {
    const week = WEEKS[Math.floor((index / 700) * WEEKS.length)] as number
    const recorded = START + week * WEEK + index * 60_000
    const decision = pick('accepted', 'accepted', 'refused')
    const issuer = pick(ISSUER, ISSUER, OTHER)
    return {
      recorded,
      at: recorded - any(3 * HOUR),
      issuer,
      subject: index < 30 ? 'leaver' : pick('anna', 'ben', 'ben', 'ben'),
      client: pick('app', 'app', 'shop', null),
      token: tokenDigest(issuer, pick('t1', 't2', 't3')),
      grant: pick('g1', 'g2', null),
      approval: pick('a1', null, null),
      service: 'model',
      method: pick('GET', 'POST'),
      route: pick('/orders', '/orders/:id', null),
      status: 200,
      decision,
      reason: decision === 'refused' ? pick('token_expired', 'token_revoked') : null,
      notable: pick(null, null, 'first-use', 'first-use,new-network', 'expired-use,burst'),
    } as Written
  })
}

const USES = someUses()
const MIDDLE = new Date(START + 20 * WEEK)

const FILTERS: readonly UseFilter[] = [
  {},
  { issuer: ISSUER },
  { issuer: OTHER },
  { issuer: 'https://nobody.example' },
  { issuer: ISSUER, subject: 'anna' },
  { issuer: OTHER, subject: 'ben' },
  { issuer: ISSUER, subject: 'leaver' },
  { issuer: ISSUER, subject: 'nobody' },
  { client: 'app' },
  { issuer: OTHER, client: 'shop' },
  { issuer: ISSUER, subject: 'ben', client: 'shop' },
  { issuer: ISSUER, tokenId: 't1' },
  { issuer: ISSUER, subject: 'anna', tokenId: 't2' },
  { grant: 'g1' },
  { approval: 'a1', decision: 'refused' },
  { decision: 'accepted' },
  { notable: true },
  { notable: ['new-network'] },
  { notable: ['burst', 'first-use'], client: 'app' },
  { notable: ['replay'] },
  { from: MIDDLE },
  { to: MIDDLE },
  { from: new Date(START + 5 * WEEK), to: new Date(START + 9 * WEEK), decision: 'refused' },
  { issuer: ISSUER, subject: 'ben', from: MIDDLE },
  { from: new Date(-8.64e15), to: new Date(8.64e15) },
  { from: new Date(8.64e15) },
  { to: new Date(-8.64e15) },
]

function matches(filter: UseFilter, use: Written): boolean {
  const { issuer, subject, client, tokenId, grant, approval, decision, notable, from, to } = filter
  const kinds = use.notable?.split(',') ?? []
  const at = use.at as number
  return (
    (issuer === undefined || use.issuer === issuer) &&
    (subject === undefined || use.subject === subject) &&
    (client === undefined || use.client === client) &&
    (tokenId === undefined || use.token === tokenDigest(issuer as string, tokenId)) &&
    (grant === undefined || use.grant === grant) &&
    (approval === undefined || use.approval === approval) &&
    (decision === undefined || use.decision === decision) &&
    (notable === undefined ||
      (notable === true ? kinds.length > 0 : notable.some((kind) => kinds.includes(kind)))) &&
    (from === undefined || at >= from.getTime()) &&
    (to === undefined || at < to.getTime())
  )
}

/** What tells the uses of the model apart. */
function indexOf({ recordedAt }: { readonly recordedAt: Date }): number {
  return USES.findIndex(({ recorded }) => recorded === recordedAt.getTime())
}

async function allPages(
  reader: LedgerReader,
  filter: UseFilter,
  limit: number,
): Promise<readonly Use[]> {
  const uses: Use[] = []
  let page: Page | undefined
  do {
    const { next } = page ?? {}
    page = await reader.uses(filter, { limit, cursor: next })
    expect(page.uses.length).toBeLessThanOrEqual(limit)
    expect(page.next === undefined || page.uses.length === limit).toBe(true)
    uses.push(...page.uses)
  } while (page.next !== undefined)
  return uses
}

async function collected<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

describe.each(KINDS)('reading on %s', (kind) => {
  let database: Database
  let close: () => Promise<void>
  let context: LedgerContext
  let reader: LedgerReader

  beforeAll(async () => {
    const opened = await openDatabase(kind)
    database = opened.database
    close = async () => opened.close()
    context = { database, schema: SCHEMA, clock: Date.now }
    reader = useReader(context)
    await write(database, USES)
  })
  afterAll(async () => {
    reader.close()
    await close()
  })

  it('gives back all that was written of a use', async () => {
    const written: Required<Omit<Written, 'issuer' | 'tlsProtocol' | 'tlsCipher'>> = {
      subject: 'whole',
      client: 'c',
      token: 't',
      grant: 'g',
      approval: 'a',
      service: 's',
      method: 'PUT',
      route: '/r/:id',
      status: 403,
      decision: 'refused',
      reason: 'token_expired',
      scheme: 'DPoP',
      binding: 'dpop',
      network: '192.0.2.0/24',
      agent: 'curl',
      notable: 'replay,burst',
      at: START - 1,
      recorded: START + 50 * WEEK + 1,
    }
    await write(database, [{ ...written, tlsProtocol: 'TLSv1.3', tlsCipher: 'TLS_AES' }])
    const { uses } = await reader.uses({ issuer: ISSUER, subject: 'whole' })
    const { recorded, ...same } = written
    expect(uses).toEqual([
      {
        ...same,
        position: expect.any(Number),
        sequence: 1,
        at: new Date(START - 1),
        recordedAt: new Date(recorded),
        issuer: ISSUER,
        tlsProtocol: 'TLSv1.3',
        tlsCipher: 'TLS_AES',
        notable: ['replay', 'burst'],
      },
    ])
  })

  it('knows nothing of what was not written', async () => {
    await write(database, [{ subject: 'bare' }])
    const { uses } = await reader.uses({ issuer: ISSUER, subject: 'bare' })
    const unknown = Object.entries(uses[0] ?? {}).filter(([, value]) => value === undefined)
    expect(unknown).toHaveLength(15)
    expect(uses[0]?.notable).toEqual([])
  })

  it.each(FILTERS)('pages through the uses of %j, the newest first', async (filter) => {
    const expected = USES.filter((use) => matches(filter, use)).toReversed()
    const whole = await allPages(reader, { ...filter, service: 'model' }, 1000)
    expect(whole.map(indexOf)).toEqual(expected.map((use) => USES.indexOf(use)))
    const inPieces = await allPages(reader, { ...filter, service: 'model' }, 37)
    expect(inPieces).toEqual(whole)
  })

  it.each(FILTERS)('exports the uses of %j, the oldest first', async (filter) => {
    const lines = await collected(reader.export({ ...filter, service: 'model' }))
    const expected = USES.filter((use) => matches(filter, use))
    const parsed = lines.map((line) => JSON.parse(line) as { recordedAt: string })
    const found = parsed.map(({ recordedAt }) => indexOf({ recordedAt: new Date(recordedAt) }))
    expect(found).toEqual(expected.map((use) => USES.indexOf(use)))
  })

  it.each(FILTERS)('sums up the uses of %j', async (filter) => {
    const expected = USES.filter((use) => matches(filter, use))
    const summary = await reader.summary({ ...filter, service: 'model' })
    expect(summary).toMatchObject(tally(expected))
    expect(summary.days).toEqual(
      groups(expected, dayOf).map(([name, uses]) => ({ day: name, ...tally(uses) })),
    )
    const clients = groups(expected, ({ client }) => client ?? '')
    expect(summary.clients).toHaveLength(clients.length)
    for (const [name, uses] of clients) {
      const client = name === '' ? undefined : name
      expect(summary.clients).toContainEqual({ client, ...tally(uses) })
    }
    const routes = groups(expected, ({ method, route }) => `${method} ${route ?? ''}`)
    expect(summary.routes).toHaveLength(routes.length)
    for (const [name, uses] of routes) {
      const [method, route = ''] = name.split(' ')
      const tallied = { method, route: route === '' ? undefined : route, ...tally(uses) }
      expect(summary.routes).toContainEqual(tallied)
    }
    const refused = expected.filter(({ decision }) => decision === 'refused')
    const refusals = groups(refused, ({ reason }) => reason ?? '')
    expect(summary.refusals).toHaveLength(refusals.length)
    for (const [reason, uses] of refusals) {
      expect(summary.refusals).toContainEqual({ reason, uses: uses.length })
    }
  })

  it('sums up the most used, the most used first, and no more than a hundred of them', async () => {
    const uses = Array.from({ length: 130 }, (_, client) =>
      Array.from({ length: client < 100 ? 2 : 1 }, (): Written => {
        const name = String(client).padStart(3, '0')
        return { subject: 'many', service: 'many', client: name, method: 'GET', route: `/${name}` }
      }),
    )
    await write(database, [...uses.flat(), { subject: 'many', service: 'many', client: '099' }])
    const { clients, routes, uses: all } = await reader.summary({ service: 'many' })
    expect(all).toBe(231)
    expect(clients).toHaveLength(100)
    expect(clients[0]).toMatchObject({ client: '099', uses: 3 })
    expect(clients.at(-1)).toMatchObject({ client: '098', uses: 2 })
    expect(routes).toHaveLength(100)
  })

  it('keeps to UTC days, whatever the time zone of the database', async () => {
    const late = Date.UTC(2026, 6, 1, 23, 30)
    await write(database, [
      { subject: 'zone', at: late },
      { subject: 'zone', at: late + HOUR },
    ])
    await database.query(`SET TIME ZONE 'Asia/Tokyo'`)
    try {
      const { days } = await reader.summary({ issuer: ISSUER, subject: 'zone' })
      expect(days.map(({ day }) => day)).toEqual(['2026-07-01', '2026-07-02'])
    } finally {
      await database.query(`SET TIME ZONE 'UTC'`)
    }
  })

  it('goes on with the same uses while others write', async () => {
    const subject = 'stable'
    await write(
      database,
      Array.from({ length: 60 }, () => ({ subject, service: 'stable' })),
    )
    for (const filter of [{ issuer: ISSUER, subject }, { service: 'stable' }]) {
      const before = await allPages(reader, filter, 1000)
      const seen: Use[] = []
      let cursor: string | undefined
      for (;;) {
        const page = await reader.uses(filter, { limit: 7, cursor })
        seen.push(...page.uses)
        if (page.next === undefined) break
        cursor = page.next
        await write(database, [
          { subject, service: 'stable' },
          { subject: 'somebody else', service: 'stable' },
        ])
      }
      expect(seen).toEqual(before)
    }
  })

  it('finds names that no column takes by what stands for them', async () => {
    const client = `client\0${'x'.repeat(3000)}`
    await write(database, [{ subject: 'long', client: storable(client) }])
    const { uses } = await reader.uses({ client })
    expect(uses.map(({ subject }) => subject)).toEqual(['long'])
  })

  it.each(["'; DROP TABLE uses; --", '$1', '%', '\\', '"', '\u{1F600}', ''])(
    'takes %j for a name, and for nothing else',
    async (name) => {
      await write(database, [{ subject: name, client: name, service: 'names' }])
      const filter = { issuer: ISSUER, subject: name, client: name, service: 'names' }
      const found = await reader.uses(filter)
      expect(found.uses.map(({ client }) => client)).toEqual([name])
      expect((await reader.uses({ ...filter, tokenId: name, grant: name })).uses).toEqual([])
    },
  )

  it.each([
    [{ client: undefined }, 'filter.client'],
    [{ issuer: ISSUER, subject: undefined }, 'filter.subject'],
    [{ client: 7 }, 'filter.client'],
    [{ client: ['a'] }, 'filter.client'],
    [{ subject: 'anna' }, 'filter.subject'],
    [{ tokenId: 't1' }, 'filter.tokenId'],
    [{ decision: 'maybe' }, 'filter.decision'],
    [{ notable: false }, 'filter.notable'],
    [{ notable: [] }, 'filter.notable'],
    [{ notable: ['first-use', 'x'] }, 'filter.notable'],
    [{ notable: 'first-use' }, 'filter.notable'],
    [{ from: new Date(Number.NaN) }, 'filter.from'],
    [{ to: '2026-01-01' }, 'filter.to'],
    [{ position: 1 }, 'filter'],
    [null, 'filter'],
    [[], 'filter'],
    ['anna', 'filter'],
    [{ client: () => 'app' }, 'filter.client'],
    // What has no members of its own would ask for everything.
    [new Map([['client', 'app']]), 'filter'],
    [new URLSearchParams({ client: 'app' }), 'filter'],
    [Promise.resolve({ client: 'app' }), 'filter'],
    [Object.create({ client: 'app' }), 'filter'],
  ])('refuses the filter %j', async (given, option) => {
    const filter = given as never
    const error = { name: 'ConfigError', option }
    await expect(reader.uses(filter)).rejects.toMatchObject(error)
    await expect(reader.summary(filter)).rejects.toMatchObject(error)
    expect(() => reader.follow(filter)).toThrow(expect.objectContaining(error))
    expect(() => reader.export(filter)).toThrow(expect.objectContaining(error))
  })

  it('says what to do about a member that is undefined', async () => {
    const page = reader.uses({ client: undefined as never })
    await expect(page).rejects.toThrow('"filter.client" must not be undefined: leave it out')
  })

  it('takes options that are undefined for those that are not there', async () => {
    const filter = { service: 'model' }
    const page = await reader.uses(filter, { limit: undefined, cursor: undefined })
    expect(page).toEqual(await reader.uses(filter))
    const feed = reader.follow(filter, { after: undefined, signal: undefined })
    await feed.return?.()
  })

  it.each([{ limit: 0 }, { limit: 1001 }, { limit: 1.5 }, { limit: '5' }, { offset: 3 }, null])(
    'refuses the options %j of a page',
    async (options) => {
      await expect(reader.uses({}, options as never)).rejects.toThrow(TypeError)
    },
  )

  it('refuses cursors that are none, or of other uses', async () => {
    const anna = { issuer: ISSUER, subject: 'anna' }
    const cursorOf = async (filter: UseFilter): Promise<string> =>
      (await reader.uses(filter, { limit: 1 })).next ?? ''
    const ofAnna = await cursorOf(anna)
    const ofAll = await cursorOf({})
    const plain = Buffer.from(ofAll, 'base64url').toString()
    expect(plain).toMatch(/^1 record \d{16}$/)
    const forged = ['', 'x', ofAll.slice(1), `${ofAll}=`, ` ${ofAll}`, 'A'.repeat(10_000)]
    for (let length = 1; length < ofAll.length; length++) forged.push(ofAll.slice(0, length))
    for (const [part, instead] of [
      ['1 ', '2 '],
      [/$/, '\n'],
      [/$/, ';'],
      [/\d{16}/, '9'.repeat(16)],
      [/\d\d$/, '-1'],
      [/\d{3}$/, '1e1'],
      [/\d{3}$/, '0x1'],
    ] as const) {
      forged.push(encoded(plain.replace(part, instead)))
    }
    for (const cursor of [...forged, ofAnna, 7, null, {}]) {
      const page = reader.uses({}, { cursor: cursor as string })
      await expect(page).rejects.toMatchObject({ name: 'ConfigError', option: 'cursor' })
    }
    const ofOther = reader.uses(anna, { cursor: await cursorOf({ issuer: OTHER, subject: 'ben' }) })
    await expect(ofOther).rejects.toMatchObject({ option: 'cursor' })
    await expect(reader.uses(anna, { cursor: ofAll })).rejects.toMatchObject({ option: 'cursor' })
  })

  it('gives nobody more for a cursor that was made up', async () => {
    const filter = { issuer: ISSUER, subject: 'anna', client: 'shop' }
    const { next = '' } = await reader.uses(filter, { limit: 1 })
    const [version, line] = Buffer.from(next, 'base64url').toString().split(' ')
    for (const number of [0, 1, 3, 9999, Number.MAX_SAFE_INTEGER]) {
      const cursor = encoded(`${version} ${line} ${String(number).padStart(16, '0')}`)
      const { uses } = await reader.uses(filter, { cursor, limit: 1000 })
      const strangers = uses.filter(
        ({ subject, client }) => subject !== 'anna' || client !== 'shop',
      )
      expect(strangers).toEqual([])
    }
  })

  it('finds everything where times go back in the record as a whole', async () => {
    const schema = '"set_back"'
    await makeTables(database, schema)
    const uses = Array.from({ length: 560 }, (_, index) => {
      return { subject: 'back', recorded: START + (index === 0 ? 0 : 30 * WEEK) }
    })
    await write(database, uses, schema)
    await database.query(
      `UPDATE ${schema}.uses SET recorded = to_timestamp($1::float8 / 1000)
       WHERE position BETWEEN 200 AND 299 OR position > 510`,
      [START],
    )
    const own = useReader({ ...context, schema })
    const all = uses.map((_, index) => index + 1)
    const pages = await allPages(own, {}, 150)
    expect(pages.map(({ position }) => position)).toEqual(all.toReversed())
    const lines = await collected(own.export())
    expect(lines.map((line) => (JSON.parse(line) as Use).position)).toEqual(all)
    const told: number[] = []
    for await (const { position } of own.follow({}, { after: 0 })) {
      told.push(position)
      if (position === 560) break
    }
    expect(told).toEqual(all)
  })

  it('exports what was there at the beginning, and can be left early', async () => {
    const service = 'export'
    const uses = Array.from({ length: 20_000 }, (_, index): Written => {
      return { subject: `e${index % 50}`, service, status: index, recorded: START + 60 * WEEK }
    })
    await write(database, uses)
    let count = 0
    let statuses = 0
    for await (const line of reader.export({ service })) {
      count += 1
      statuses += (JSON.parse(line) as { status: number }).status
      if (count === 10) await write(database, [{ subject: 'e1', service, status: 5 }])
    }
    expect([count, statuses]).toEqual([20_000, 199_990_000])
    const asked: (number | undefined)[] = []
    const counted = useReader({
      ...context,
      database: {
        ...database,
        query: async (sql, values, patience) => {
          asked.push(patience?.timeout)
          return database.query(sql, values)
        },
      },
    })
    for await (const line of counted.export({ service })) {
      if ((JSON.parse(line) as { status: number }).status === 600) break
    }
    // The head, and two pages, which take long where few are found among many.
    expect(asked).toEqual([undefined, 60_000, 60_000])
  })

  it('writes the members of a line in one order, without those that are not known', async () => {
    await write(database, [
      { subject: 'line', client: 'a\n\u2028b', at: START, recorded: START + 60 * WEEK },
    ])
    const [line] = await collected(reader.export({ issuer: ISSUER, subject: 'line' }))
    expect(line).toMatch(
      /^\{"position":\d+,"sequence":1,"at":"2026-06-03T12:00:00\.000Z","recordedAt":"[^"]+",/,
    )
    expect(line).toMatch(
      /"subject":"line","client":"a\\n\u2028b","decision":"accepted","notable":\[\]\}\n$/,
    )
  })

  it('fails an export that is not at its end when the ledger is closed', async () => {
    const own = useReader(context)
    const lines = own.export({ service: 'export' })
    await lines.next()
    own.close()
    await expect(collected(lines)).rejects.toThrow('closed')
  })

  it('tells what was counted, by hour', async () => {
    const hour = Date.UTC(2026, 5, 3, 10)
    await database.query(
      `INSERT INTO ${SCHEMA}.counts (hour, service, kind, reason, count)
       SELECT to_timestamp($1::float8 / 1000) + n * interval '1 hour', '', 'anonymous', '', n
       FROM generate_series(1, 3) n
       UNION ALL SELECT to_timestamp($1::float8 / 1000), 'orders', 'lost', 'token_expired', 9000000000`,
      [hour],
    )
    const all = await countsOf(context)
    expect(all).toEqual([
      { hour, service: 'orders', kind: 'lost', reason: 'token_expired', count: 9_000_000_000 },
      { hour: hour + HOUR, service: null, kind: 'anonymous', reason: null, count: 1 },
      { hour: hour + 2 * HOUR, service: null, kind: 'anonymous', reason: null, count: 2 },
      { hour: hour + 3 * HOUR, service: null, kind: 'anonymous', reason: null, count: 3 },
    ])
    const from = new Date(hour + 1.5 * HOUR)
    expect(await countsOf(context, { from, to: new Date(hour + 3 * HOUR) })).toEqual(
      all.slice(1, 3),
    )
    await expect(countsOf(context, { from: 5 as never })).rejects.toThrow(TypeError)
    await expect(countsOf(context, { since: from } as never)).rejects.toThrow(TypeError)
  })
})

function dayOf({ at }: Written): string {
  return new Date(at as number).toISOString().slice(0, 10)
}

function encoded(plain: string): string {
  return Buffer.from(plain, 'latin1').toString('base64url')
}

function tally(uses: readonly Written[]): object {
  const times = uses.map(({ at }) => at as number)
  const accepted = uses.filter(({ decision }) => decision === 'accepted').length
  return {
    uses: uses.length,
    accepted,
    refused: uses.length - accepted,
    first: times.length === 0 ? undefined : new Date(Math.min(...times)),
    last: times.length === 0 ? undefined : new Date(Math.max(...times)),
  }
}

function groups(
  uses: readonly Written[],
  name: (use: Written) => string,
): readonly (readonly [string, readonly Written[]])[] {
  const found = new Map<string, Written[]>()
  for (const use of uses) found.set(name(use), [...(found.get(name(use)) ?? []), use])
  return [...found].toSorted(([a], [b]) => (a < b ? -1 : 1))
}
