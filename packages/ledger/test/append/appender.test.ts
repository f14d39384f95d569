import { randomUUID } from 'node:crypto'
import { type Database, unquoted } from '@countersign/database'
import { KINDS } from '@countersign/test-servers/vitest'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Appender } from '../../src/append/appender.js'
import { partitionStart } from '../../src/database/partitions.js'
import { ownerDigest } from '../../src/identifiers.js'
import { verify } from '../../src/proof/verify.js'
import { batchOf, ISSUER, newUse, START, usesOf, wipe, writerOf } from '../support/batches.js'
import { openDatabase, SCHEMA } from '../support/databases.js'

const HOUR = 3_600_000

describe.each(KINDS)('the appender on %s', (kind) => {
  let database: Database
  let close: () => Promise<void>
  beforeAll(async () => {
    const opened = await openDatabase(kind)
    database = opened.database
    close = async () => opened.close()
  })
  afterAll(async () => close())
  beforeEach(async () => wipe(database))

  const rows = async (columns: string): Promise<readonly unknown[]> =>
    database.query(
      `SELECT ${columns} FROM ${SCHEMA}.uses u JOIN ${SCHEMA}.chains c USING (chain) ORDER BY position`,
    )

  it('writes uses with their place in the record and in their chain', async () => {
    const { appender, context } = writerOf(database)
    await appender.append(batchOf(...usesOf('ada', 2), ...usesOf('bob', 1)))
    const appended = await appender.append(batchOf(...usesOf('ada', 1)))
    expect(appended).toMatchObject({ isRepeated: false, uses: 1 })
    const places = 'u.position::integer AS position, u.sequence::integer AS sequence, c.subject'
    expect(await rows(places)).toEqual([
      { position: 1, sequence: 1, subject: 'ada' },
      { position: 2, sequence: 2, subject: 'ada' },
      { position: 3, sequence: 1, subject: 'bob' },
      { position: 4, sequence: 3, subject: 'ada' },
    ])
    expect(await verify(context, [])).toEqual({
      ok: true,
      uses: 4,
      chains: 2,
      unkeyed: 4,
      gaps: [],
      problems: [],
    })
  })

  it('writes down every member of a use, or that it is not known', async () => {
    const { appender } = writerOf(database)
    const full = newUse({
      grant: 'grant-1',
      approval: 'approval-1',
      status: 401,
      decision: 'refused',
      reason: 'token_expired',
    })
    const bare = newUse({
      client: null,
      token: null,
      service: null,
      method: null,
      route: null,
      status: null,
      scheme: null,
      binding: null,
      network: null,
      agent: null,
      tlsProtocol: null,
      tlsCipher: null,
    })
    await appender.append(batchOf(full, bare))
    const columns = `(extract(epoch FROM u.at) * 1000)::float8 AS at, c.issuer, c.subject, u.client, u.token,
      u."grant", u.approval, u.service, u.method, u.route, u.status, u.decision, u.reason, u.scheme, u.binding,
      u.network, u.agent, u.tls_protocol AS "tlsProtocol", u.tls_cipher AS "tlsCipher"`
    expect(await rows(columns)).toEqual([full, bare])
  })

  it('gives a reader of notable uses all of the use', async () => {
    const { appender, clock } = writerOf(database)
    clock.now = START + 5
    const use = newUse({ grant: 'g', approval: 'a', token: null })
    const { notable } = await appender.append(batchOf(use))
    const { subject, token: _, ...known } = use
    expect(notable).toEqual([
      {
        kind: 'first-use',
        use: {
          ...known,
          subject,
          token: undefined,
          reason: undefined,
          at: new Date(START),
          recordedAt: new Date(START + 5),
          position: 1,
          sequence: 1,
          notable: ['first-use'],
        },
      },
    ])
  })

  it('writes a batch once, however often and by whomever it is tried', async () => {
    const { appender, context } = writerOf(database)
    const batch = {
      ...batchOf(...usesOf('ada', 3)),
      counts: [{ hour: START, service: null, kind: 'lost', reason: null, count: 2 } as const],
    }
    await appender.append(batch)
    const repeated = { isRepeated: true, uses: 0, notable: [] }
    expect(await appender.append(batch)).toEqual(repeated)
    expect(await writerOf(database).appender.append(batch)).toEqual(repeated)
    expect(await rows('u.position')).toHaveLength(3)
    expect(await database.query(`SELECT count::integer AS count FROM ${SCHEMA}.counts`)).toEqual([
      { count: 2 },
    ])
    expect(await verify(context, [])).toMatchObject({ ok: true, uses: 3 })
  })

  it('writes a batch once that two try at the same time', async () => {
    const batch = batchOf(...usesOf('ada', 3))
    const tried = await Promise.all(
      [1, 2, 3].map(async () => writerOf(database).appender.append(batch)),
    )
    expect(tried.filter(({ isRepeated }) => !isRepeated)).toHaveLength(1)
    expect(await rows('u.position')).toHaveLength(3)
  })

  it('writes nothing of a batch that fails, and takes it later', async () => {
    const { appender, context } = writerOf(database)
    const broken = { ...newUse(), decision: null } as never
    const batch = batchOf(newUse(), broken)
    await expect(appender.append(batch)).rejects.toThrow('decision')
    expect(await rows('u.position')).toEqual([])
    const { notable } = await appender.append({ ...batch, uses: [newUse()] })
    // What was learnt on the way was not remembered.
    expect(notable.map((message) => message.kind)).toEqual(['first-use'])
    expect(await verify(context, [])).toMatchObject({ ok: true, uses: 1 })
  })

  it('adds up what is counted', async () => {
    const { appender } = writerOf(database)
    const count = { hour: START, service: 'orders', kind: 'unattributed', count: 2 } as const
    const counts = [
      { ...count, reason: 'invalid_signature' } as const,
      { ...count, reason: 'invalid_signature' } as const,
      { ...count, reason: 'wrong_audience' } as const,
      { ...count, service: null, reason: null },
    ]
    await appender.append({ id: randomUUID(), uses: [], counts })
    await appender.append({ id: randomUUID(), uses: [], counts: counts.slice(3) })
    const sql = `SELECT (extract(epoch FROM hour) * 1000)::float8 AS hour, service, kind, reason,
      count::integer AS count FROM ${SCHEMA}.counts ORDER BY service, reason`
    const kept = { hour: START, kind: 'unattributed' }
    expect(await database.query(sql)).toEqual([
      { ...kept, service: '', reason: '', count: 4 },
      { ...kept, service: 'orders', reason: 'invalid_signature', count: 4 },
      { ...kept, service: 'orders', reason: 'wrong_audience', count: 2 },
    ])
  })

  it('has one chain for the uses of an issuer without a subject', async () => {
    const { appender, context } = writerOf(database)
    const nobody = newUse({ subject: null })
    await appender.append(
      batchOf(nobody, newUse({ subject: null, issuer: 'https://other.example' })),
    )
    await appender.append(batchOf(nobody))
    const found = await rows('u.sequence::integer AS sequence, c.issuer, c.subject')
    expect(found).toEqual([
      { sequence: 1, issuer: ISSUER, subject: null },
      { sequence: 1, issuer: 'https://other.example', subject: null },
      { sequence: 2, issuer: ISSUER, subject: null },
    ])
    expect(await verify(context, [])).toMatchObject({ ok: true, chains: 2 })
  })

  it('keeps what is recorded of a chain in order, wherever the clock goes', async () => {
    const { appender, context, clock } = writerOf(database)
    const moments = [0, 5_000, -40 * 24 * HOUR, 60 * 24 * HOUR, 1, 2]
    for (const moment of moments) {
      clock.now = START + moment + 0.7
      await appender.append(batchOf(newUse()))
    }
    const recorded = `(extract(epoch FROM u.recorded) * 1000 - ${START})::float8 AS recorded,
      (extract(epoch FROM u.previous) * 1000 - ${START})::float8 AS previous`
    const leap = 60 * 24 * HOUR
    expect(await rows(recorded)).toEqual([
      { recorded: 0, previous: null },
      { recorded: 5_000, previous: 0 },
      { recorded: 5_000, previous: 5_000 },
      { recorded: leap, previous: 5_000 },
      { recorded: leap, previous: leap },
      { recorded: leap, previous: leap },
    ])
    expect(await verify(context, [])).toMatchObject({ ok: true, uses: 6 })
  })

  it('writes across the end of a partition', async () => {
    const { appender, context, clock } = writerOf(database)
    clock.now = partitionStart(START) - 1
    await appender.append(batchOf(newUse()))
    clock.now += 1
    await appender.append(batchOf(newUse()))
    expect(await verify(context, [])).toMatchObject({ ok: true, uses: 2 })
  })

  it('tells readers the last position, and only of what is committed', async () => {
    const notices: string[] = []
    const stop = await database.listen(
      unquoted(SCHEMA),
      (payload) => notices.push(payload),
      () => undefined,
    )
    const { appender } = writerOf(database)
    await appender.append({ id: randomUUID(), uses: [], counts: [] })
    await appender.append(batchOf({ ...newUse(), decision: null } as never)).catch(() => undefined)
    await appender.append(batchOf(...usesOf('ada', 3)))
    await expect.poll(() => notices).toEqual(['3'])
    await stop()
  })

  it('knows chains by issuer and subject', async () => {
    const { appender } = writerOf(database)
    await appender.append(batchOf(newUse()))
    const [chain] = await database.query(`SELECT owner, length(salt) AS salt FROM ${SCHEMA}.chains`)
    expect(chain).toEqual({ owner: ownerDigest(ISSUER, 'ada'), salt: 16 })
  })

  it('salts every chain differently', async () => {
    const { appender } = writerOf(database)
    await appender.append(batchOf(...usesOf('ada', 1), ...usesOf('bob', 1)))
    const [salts] = await database.query(
      `SELECT count(DISTINCT salt)::integer AS count FROM ${SCHEMA}.chains`,
    )
    expect(salts).toEqual({ count: 2 })
  })

  it('writes what eight append at once, each chain intact and no position twice', async () => {
    const secrets = [Buffer.alloc(32, 7)]
    const writers = Array.from({ length: 8 }, () => writerOf(database, { secrets }))
    const written = writers.map(async ({ context }, writer) => {
      const appender = new Appender(context, { secrets, burst: undefined })
      for (let batch = 0; batch < 10; batch++) {
        const uses = Array.from({ length: 25 }, (_, index) =>
          newUse({ subject: `user-${(writer * batch + index * 3) % 40}` }),
        )
        await appender.append(batchOf(...uses))
      }
    })
    await Promise.all(written)
    const [all] = await database.query(
      `SELECT count(*)::integer AS uses, count(DISTINCT position)::integer AS positions,
         min(position)::integer AS first, max(position)::integer AS last FROM ${SCHEMA}.uses`,
    )
    expect(all).toEqual({ uses: 2_000, positions: 2_000, first: 1, last: 2_000 })
    const { context } = writerOf(database)
    expect(await verify(context, secrets)).toMatchObject({ ok: true, uses: 2_000, chains: 40 })
  })
})
