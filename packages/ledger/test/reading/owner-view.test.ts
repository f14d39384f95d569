import type { Database } from '@countersign/database'
import { KINDS } from '@countersign/test-servers/vitest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DEFAULT_FIELDS, FIELDS, type Field, type FieldPolicy } from '../../src/fields.js'
import type { OwnerView } from '../../src/ledger-types.js'
import { ownerView } from '../../src/reading/owner-view.js'
import { useReader, type LedgerReader } from '../../src/reading/use-reader.js'
import type { Use } from '../../src/use.js'
import { openDatabase, SCHEMA } from '../support/databases.js'
import { erase, ISSUER, START, write, type Written } from './rows.js'

/** A value that is found again wherever it stands. */
const MARKS: Readonly<Record<Field, readonly string[]>> = {
  client: ['marked-client'],
  token: ['marked-token'],
  grant: ['marked-grant'],
  approval: ['marked-approval'],
  service: ['marked-service'],
  method: ['MARKED-METHOD'],
  route: ['/marked/:route'],
  status: ['418418'],
  scheme: ['marked-scheme'],
  binding: ['marked-binding'],
  network: ['marked-network'],
  agent: ['marked-agent'],
  tls: ['marked-protocol', 'marked-cipher'],
}

const MARKED = {
  client: 'marked-client',
  token: 'marked-token',
  grant: 'marked-grant',
  approval: 'marked-approval',
  service: 'marked-service',
  method: 'MARKED-METHOD',
  route: '/marked/:route',
  status: 418_418,
  scheme: 'marked-scheme',
  binding: 'marked-binding',
  network: 'marked-network',
  agent: 'marked-agent',
  tlsProtocol: 'marked-protocol',
  tlsCipher: 'marked-cipher',
} as unknown as Partial<Written>

/** So far has the record come before: recognised wherever it stands. */
const FAR = 777_000_000

/** Each field hidden, what is hidden by default, all and none. */
const POLICIES: readonly (readonly Field[])[] = [
  ...FIELDS.map((field) => [field]),
  FIELDS.filter((field) => DEFAULT_FIELDS[field] !== 'share'),
  FIELDS,
  [],
]

function policyOf(hidden: readonly Field[]): FieldPolicy {
  // What is not written any more was perhaps written once.
  const as = hidden.length % 2 === 0 ? 'omit' : 'keep'
  const all = FIELDS.map((field) => [field, hidden.includes(field) ? as : 'share'] as const)
  return Object.fromEntries(all) as FieldPolicy
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

describe.each(KINDS)('what the owner sees on %s', (kind) => {
  let database: Database
  let close: () => Promise<void>
  let reader: LedgerReader

  beforeAll(async () => {
    const opened = await openDatabase(kind)
    database = opened.database
    close = async () => opened.close()
    reader = useReader({ database, schema: SCHEMA, clock: Date.now })
    await database.query(`UPDATE ${SCHEMA}.ledger SET position = ${FAR}`)
    const strange = { ...MARKED, client: 'stranger', route: '/stranger' }
    const uses = Array.from({ length: 6 }, (_, index): Written => {
      const decision = index === 0 ? 'refused' : 'accepted'
      return { ...MARKED, subject: 'anna', decision, notable: 'new-network', recorded: START }
    })
    const strangers = [
      { ...strange, subject: 'stranger' },
      { ...strange, subject: 'anna', issuer: 'https://stranger.example' },
    ]
    await write(database, [...strangers, ...uses, ...strangers])
  })
  afterAll(async () => {
    reader.close()
    await close()
  })

  function viewOf(subject: string, fields: FieldPolicy = DEFAULT_FIELDS): OwnerView {
    return ownerView(reader, { issuer: ISSUER, subject }, fields)
  }

  it.each(POLICIES)('is nothing of what is hidden, with %s …', async (...given) => {
    const hidden = given.flat().filter((name): name is Field => FIELDS.includes(name))
    const view = viewOf('anna', policyOf(hidden))
    const page = await view.uses({}, { limit: 4 })
    const rest = await view.uses({}, { cursor: page.next as string })
    const feed = view.follow({}, { after: 0 })
    const told = await take(feed, 6)
    await feed.return?.()
    const lines: string[] = []
    for await (const line of view.export()) lines.push(line)
    const summary = await view.summary()
    expect([page.uses.length, rest.uses.length, told.length, lines.length]).toEqual([4, 2, 6, 6])
    expect(summary).toMatchObject({ uses: 6, accepted: 5, refused: 1 })
    const cursor = Buffer.from(page.next ?? '', 'base64url').toString()
    const outputs = [page, rest, told, lines, summary, cursor].map((one) => JSON.stringify(one))
    for (const output of outputs) {
      for (const field of hidden)
        for (const mark of MARKS[field]) expect(output).not.toContain(mark)
      expect(output).not.toContain('stranger')
      expect(output).not.toContain(String(FAR).slice(0, 6))
    }
    const shown = FIELDS.filter((field) => !hidden.includes(field))
    for (const output of [outputs[0], outputs[1], outputs[2], outputs[3]]) {
      for (const field of shown) for (const mark of MARKS[field]) expect(output).toContain(mark)
    }
  })

  async function summedWithout(...hidden: Field[]): Promise<object> {
    const { clients, routes } = await viewOf('sum', policyOf(hidden)).summary()
    return {
      clients: clients.length,
      client: clients[0]?.uses,
      routes: routes.map(({ method, route, uses }) => [method, route, uses]),
    }
  }

  it('sums up all uses where clients, methods or routes are hidden', async () => {
    const uses = Array.from({ length: 130 }, (_, index): Written => {
      const method = index % 2 === 0 ? 'GET' : 'POST'
      return { subject: 'sum', client: `client-${index}`, method, route: `/${index % 3}` }
    })
    await write(database, uses)
    expect(await summedWithout('client', 'method', 'route')).toEqual({
      clients: 1,
      client: 130,
      routes: [[undefined, undefined, 130]],
    })
    expect(await summedWithout('method')).toEqual({
      clients: 100,
      client: 1,
      routes: [
        [undefined, '/0', 44],
        [undefined, '/1', 43],
        [undefined, '/2', 43],
      ],
    })
    expect(await summedWithout('route')).toMatchObject({
      routes: [
        ['GET', undefined, 65],
        ['POST', undefined, 65],
      ],
    })
  })

  it('cannot be found out by a filter', async () => {
    const hidden = viewOf('anna', policyOf(FIELDS))
    const shown = viewOf('anna', policyOf([]))
    for (const name of ['client', 'approval', 'service'] as const) {
      const filter = { [name]: MARKED[name] }
      await expect(hidden.uses(filter)).rejects.toMatchObject({ name: 'ConfigError' })
      await expect(hidden.summary(filter)).rejects.toMatchObject({ name: 'ConfigError' })
      expect(() => hidden.follow(filter)).toThrow(TypeError)
      expect(() => hidden.export(filter)).toThrow(TypeError)
      expect((await shown.uses(filter)).uses).toHaveLength(6)
      expect((await shown.uses({ [name]: 'another' })).uses).toHaveLength(0)
    }
    const others = [
      { issuer: ISSUER },
      { issuer: ISSUER, subject: 'stranger' },
      { subject: 'stranger' },
      { grant: 'marked-grant' },
      { issuer: ISSUER, tokenId: 'x' },
      { route: '/' },
    ]
    for (const filter of others) {
      await expect(shown.uses(filter as never)).rejects.toMatchObject({ name: 'ConfigError' })
      expect(() => shown.export(filter as never)).toThrow(TypeError)
    }
    expect((await hidden.uses({ notable: true, decision: 'refused' })).uses).toHaveLength(1)
  })

  it('has places of its own, by which it goes on', async () => {
    await write(
      database,
      Array.from({ length: 9 }, (_, status) => ({ subject: 'places', status })),
    )
    const view = viewOf('places')
    const { uses } = await view.uses()
    expect(uses.map(({ position, sequence }) => [position, sequence])).toEqual(
      [9, 8, 7, 6, 5, 4, 3, 2, 1].map((place) => [place, place]),
    )
    const feed = view.follow({}, { after: 6 })
    expect((await take(feed, 3)).map(({ position }) => position)).toEqual([7, 8, 9])
    const next = feed.next()
    await write(database, [{ subject: 'anna' }, { subject: 'places' }])
    expect((await next).value).toMatchObject({ position: 10, sequence: 10 })
    const waiting = feed.next()
    await feed.return?.()
    expect(await waiting).toEqual({ done: true, value: undefined })
  })

  it('begins anew behind a place of a chain that was erased', async () => {
    const subject = 'anew'
    await write(
      database,
      Array.from({ length: 5 }, () => ({ subject })),
    )
    await erase(database, subject)
    await write(database, [
      { subject, status: 1 },
      { subject, status: 2 },
    ])
    const feed = viewOf(subject).follow({}, { after: 5 })
    expect((await take(feed, 2)).map(({ status }) => status)).toEqual([1, 2])
    await feed.return?.()
  })

  it('is nothing of cursors of others, and theirs nothing of its own', async () => {
    const { next = '' } = await viewOf('places').uses({}, { limit: 1 })
    await expect(viewOf('anna').uses({}, { cursor: next })).rejects.toThrow(TypeError)
    const whole = await reader.uses({}, { limit: 1 })
    const page = viewOf('anna').uses({}, { cursor: whole.next as string })
    await expect(page).rejects.toThrow(TypeError)
  })

  it.each([
    {},
    { issuer: ISSUER },
    { issuer: ISSUER, subject: 5 },
    { issuer: ISSUER, subject: undefined },
    null,
  ])('is not there for %j', (owner) => {
    expect(() => ownerView(reader, owner as never, DEFAULT_FIELDS)).toThrow(TypeError)
  })
})
