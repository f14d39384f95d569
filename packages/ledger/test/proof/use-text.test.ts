import type { Database } from '@countersign/database'
import { KINDS } from '@countersign/test-servers/vitest'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { verify } from '../../src/proof/verify.js'
import { useText, type UseRow } from '../../src/proof/use-text.js'
import type { NewUse } from '../../src/use.js'
import { batchOf, newUse, START, TestClock, wipe, writerOf } from '../support/batches.js'
import { openDatabase, SCHEMA } from '../support/databases.js'

/** What can be stored: all but NUL, halves of characters, and U+FEFF in front, which PGlite drops as it reads. */
const storable = (text: string): string => text.replaceAll(/^\ufeff+|[\0\p{Surrogate}]/gu, '')

const odd = fc.constantFrom(
  '',
  ' ',
  '"',
  '\\',
  '\\u0041',
  '\u007f',
  '\u0001\t\r\n',
  'null',
  '1',
  '1e3',
  '-0',
  '\u00e9',
  'e\u0301',
  '\u2028',
  'x\ufeff',
  '😀',
  '\u{10ffff}',
  '{"a":[1]}',
  "'; DROP TABLE uses; --",
  '$1',
  '\\x00',
  'x'.repeat(500),
)
const text = fc.oneof(odd, fc.string({ unit: 'binary', maxLength: 60 }).map(storable))
const column = fc.option(text)
const anyUse = fc.record({
  at: fc.integer({ min: 0, max: Date.UTC(9999, 11, 31) }),
  issuer: text,
  subject: column,
  client: column,
  token: column,
  grant: column,
  approval: column,
  service: column,
  method: column,
  route: column,
  status: fc.option(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })),
  decision: fc.constantFrom('accepted', 'refused'),
  reason: fc.constantFrom(null, 'token_expired', 'policy_denied'),
  scheme: column,
  binding: column,
  network: column,
  agent: column,
  tlsProtocol: column,
  tlsCipher: column,
}) as unknown as fc.Arbitrary<NewUse>

describe.each(KINDS)('what is hashed of a use, on %s', (kind) => {
  let database: Database
  let close: () => Promise<void>
  beforeAll(async () => {
    const opened = await openDatabase(kind)
    database = opened.database
    close = async () => opened.close()
  })
  afterAll(async () => close())

  it('is the same when it is read as when it was written', async () => {
    const secrets = [Buffer.alloc(32, 1)]
    const clock = new TestClock()
    const { appender, context } = writerOf(database, { secrets, clock })
    const batches = fc.tuple(fc.array(anyUse, { maxLength: 20 }), fc.integer({ max: 1e9 }))
    await fc.assert(
      fc.asyncProperty(batches, async ([uses, step]) => {
        clock.now += step / 1_000
        await appender.append(batchOf(...uses))
        expect((await verify(context, secrets)).problems).toEqual([])
      }),
      { numRuns: 25 },
    )
  })

  it('is the same in whatever zone and style a session shows times', async () => {
    await wipe(database)
    const { appender, context } = writerOf(database)
    await appender.append(batchOf(newUse({ at: START + 1 })))
    await database.transaction(async (tx) => {
      await tx.query("SET LOCAL TimeZone = 'Asia/Kathmandu'")
      await tx.query("SET LOCAL DateStyle = 'SQL, DMY'")
      await tx.query("SET LOCAL IntervalStyle = 'sql_standard'")
      await tx.query('SET LOCAL extra_float_digits = 0')
      await tx.query("SET LOCAL bytea_output = 'escape'")
      const query: Database['query'] = async (sql, values) => tx.query(sql, values)
      const inside = {
        ...database,
        query,
        transaction: async <T>(work: (q: typeof tx) => Promise<T>) => work(tx),
      }
      const other = writerOf(inside)
      await other.appender.append(batchOf(newUse({ at: START + 2 })))
      expect(await verify(other.context, [])).toMatchObject({ ok: true, uses: 2 })
    })
    expect(await verify(context, [])).toMatchObject({ ok: true, uses: 2 })
    const [{ at } = {}] = await database.query(
      `SELECT (extract(epoch FROM max(at)) * 1000)::float8 AS at FROM ${SCHEMA}.uses`,
    )
    expect(at).toBe(START + 2)
  })
})

describe('what is hashed of a use', () => {
  const identity = { chain: 7, issuer: 'i', subject: null, salt: Buffer.alloc(16, 1) }
  const { issuer: _, subject: __, ...use } = newUse()
  const row: UseRow = {
    ...use,
    position: 9,
    sequence: 3,
    recorded: START,
    previous: START - 1,
    notable: 'burst',
  }

  // Released: another text would make every record look forged.
  it('never changes', () => {
    expect(useText(identity, row)).toBe(
      '["countersign-use-1","AQEBAQEBAQEBAQEBAQEBAQ","i",null,7,3,9,1795953600000,1795953599999,1795953600000,' +
        '"web","dG9rZW4",null,null,"orders","GET","/orders/:id",200,"accepted",null,"DPoP","dpop",' +
        '"192.0.2.0/24","Firefox","TLSv1.3","TLS_AES_128_GCM_SHA256","burst"]',
    )
  })

  it.each(Object.keys(row))('has a part for %s', (name) => {
    const other = { ...row, [name]: typeof row[name as keyof UseRow] === 'number' ? 1 : 'other' }
    expect(useText(identity, other)).not.toBe(useText(identity, row))
  })

  it.each([
    ['chain', 8],
    ['issuer', 'j'],
    ['subject', ''],
    ['salt', Buffer.alloc(16)],
  ])('has a part for %s of its chain', (name, value) => {
    expect(useText({ ...identity, [name]: value }, row)).not.toBe(useText(identity, row))
  })
})
