import { type Database, poolDatabase, quotedSchema } from '@countersign/database'
import { openPool, type OwnPool } from '@countersign/test-servers/vitest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Cleaning } from '../../src/directory/cleaning.js'
import { BoundedStore, type Store } from '../../src/directory/store.js'
import { StoredApprovals } from '../../src/directory/stored-approvals.js'
import { StoredBlocks } from '../../src/directory/stored-blocks.js'
import { StoredDeliveries } from '../../src/directory/stored-deliveries.js'
import { StoredDevices } from '../../src/directory/stored-devices.js'
import { StoredHistory } from '../../src/directory/stored-history.js'
import { StoredUserCodes } from '../../src/directory/stored-user-codes.js'
import { approvalOf, deviceOf, GRANTED, newId, START } from '../support/samples.js'
import { watched } from '../support/watched.js'

/** What the server did for one step of a statement. */
interface Node {
  readonly 'Node Type': string
  readonly 'Rows Removed by Filter'?: number
  readonly 'Rows Removed by Index Recheck'?: number
  readonly Plans?: readonly Node[]
}

const schema = quotedSchema('countersign_approval')
const approval = `lpad(to_hex(i), 22, '0')`
const moment = `to_timestamp(${START} / 1000) - i * interval '1 second'`

/** Everything of one person, and as much of others in the small tables. */
const ROWS = [
  `INSERT INTO ${schema}.approvals (id, subject, client_id, wish, asked_at, expires_at, decision, decided_at,
     granted, token_expires_at)
   SELECT ${approval}, 'owner', CASE WHEN i % 2 = 0 THEN 'shop' ELSE 'denied' END, '{}', ${moment},
     ${moment} + interval '2 minutes', CASE i % 2 WHEN 0 THEN 'approved' ELSE 'denied' END, ${moment},
     CASE i % 2 WHEN 0 THEN '{}' END, CASE i % 2 WHEN 0 THEN ${moment} + interval '7 minutes' END
   FROM generate_series(1, 100000) AS i`,
  `INSERT INTO ${schema}.history (subject, at, kind) SELECT 'owner', ${moment}, 'asked'
   FROM generate_series(1, 100000) AS i`,
  `INSERT INTO ${schema}.deliveries (at, approval_id, subject, notifier, outcome, attempts)
   SELECT ${moment}, ${approval}, 'owner', 'sse', 'accepted', 1 FROM generate_series(1, 100000) AS i`,
  `INSERT INTO ${schema}.devices (id, subject, name, paired_at, credential_id, public_key, counter, transports,
     backed_up)
   SELECT ${approval}, 'person-' || i, 'Phone', ${moment}, 'credential-' || i, '', 0, '[]', true
   FROM generate_series(1, 20000) AS i`,
  `INSERT INTO ${schema}.blocks SELECT 'person-' || i, 'shop', ${moment}, ${moment} + interval '1 year'
   FROM generate_series(1, 20000) AS i`,
  `INSERT INTO ${schema}.user_codes SELECT 'person-' || i, '', '', 1, 1, 1 FROM generate_series(1, 20000) AS i`,
]

// Rows that a step of a statement may look at in vain.
const FEW = 200

describe('with 100 000 approvals of one person on PostgreSQL', () => {
  let own: OwnPool
  let store: Store
  let database: Database
  let asked: (readonly [string, readonly unknown[]])[] = []

  beforeAll(async () => {
    own = await openPool()
    for (const sql of ROWS) await own.pool.query(sql)
    await own.pool.query('VACUUM ANALYZE')
    database = watched(poolDatabase(own.pool), (sql, values) => asked.push([sql, values]))
    store = new BoundedStore({
      schema,
      database: async () => database,
      onAnswer: () => undefined,
      onFailure: () => undefined,
    })
  }, 60_000)
  afterAll(async () => own.close())

  /** The steps of all statements that something asks. */
  async function stepsOf(ask: () => Promise<unknown>): Promise<readonly Node[]> {
    asked = []
    await ask()
    const statements = asked.filter(([sql]) => sql.includes(schema))
    expect(statements).not.toEqual([])
    const steps: Node[] = []
    for (const [sql, values] of statements) {
      const client = await own.pool.connect()
      await client.query('BEGIN')
      const { rows } = await client.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${sql}`, [...values])
      await client.query('ROLLBACK')
      client.release()
      const [{ Plan }] = (rows[0] as { 'QUERY PLAN': [{ Plan: Node }] })['QUERY PLAN']
      steps.push(...nodesOf(Plan))
    }
    return steps
  }

  const id = '0000000000000000000100'
  const decision = { decision: 'approved', at: START, device: newId(), granted: GRANTED } as const

  it.each<readonly [string, (store: Store) => Promise<unknown>]>([
    ['devices.of', async (s) => new StoredDevices(s).of('person-7')],
    ['devices.byCredential', async (s) => new StoredDevices(s).byCredential('credential-7')],
    ['devices.add', async (s) => new StoredDevices(s).add(deviceOf('person-7'))],
    ['devices.rename', async (s) => new StoredDevices(s).rename('person-256', id, 'Name')],
    ['devices.remove', async (s) => new StoredDevices(s).remove('person-256', id, true)],
    ['devices.used', async (s) => new StoredDevices(s).used(id, 1, START)],
    ['devices.subscribe', async (s) => new StoredDevices(s).subscribe(id, undefined)],
    ['devices.unsubscribe', async (s) => new StoredDevices(s).unsubscribe(id, 'https://x')],
    ['approvals.add', async (s) => new StoredApprovals(s).add(approvalOf('owner'))],
    ['approvals.get', async (s) => new StoredApprovals(s).get(id)],
    ['approvals.open', async (s) => new StoredApprovals(s).open('owner', START)],
    ['approvals.decide', async (s) => new StoredApprovals(s).decide(id, decision)],
    ['approvals.issued', async (s) => new StoredApprovals(s).issued(id, START, START)],
    ['approvals.stop', async (s) => new StoredApprovals(s).stop(id, START)],
    ['approvals.knows', async (s) => new StoredApprovals(s).knows('owner', 'denied')],
    ['blocks.add', async (s) => new StoredBlocks(s).add('owner', 'shop', undefined, START)],
    ['blocks.remove', async (s) => new StoredBlocks(s).remove('person-7', 'shop')],
    ['blocks.has', async (s) => new StoredBlocks(s).has('person-7', 'shop', START)],
    ['blocks.of', async (s) => new StoredBlocks(s).of('person-7', START)],
    ['userCodes.set', async (s) => new StoredUserCodes(s).set('owner', '1234')],
    ['userCodes.isSet', async (s) => new StoredUserCodes(s).isSet('person-7')],
    ['userCodes.matches', async (s) => new StoredUserCodes(s).matches('nobody', '1234')],
    ['history.add', async (s) => new StoredHistory(s).add('owner', { at: START, kind: 'asked' })],
    ['deliveries.of', async (s) => new StoredDeliveries(s).of(id)],
  ])('%s goes by an index', async (_name, ask) => {
    expect(besideIndexes(await stepsOf(async () => ask(store)))).toEqual([])
  })

  it.each<readonly [string, (store: Store) => Promise<unknown>]>([
    [
      'approvals.of',
      async (s) =>
        secondPage(async (before) => new StoredApprovals(s).of('owner', { before, limit: 100 })),
    ],
    ['approvals.earlier', async (s) => new StoredApprovals(s).earlier('owner', 'shop', 3)],
    [
      'history.of',
      async (s) =>
        secondPage(async (before) => new StoredHistory(s).of('owner', { before, limit: 100 })),
    ],
  ])('%s goes by an index in its order', async (_name, ask) => {
    const steps = await stepsOf(async () => ask(store))
    expect(besideIndexes(steps)).toEqual([])
    expect(steps.filter((step) => /Sort/.test(step['Node Type']))).toEqual([])
  })

  it('cleaning goes by indexes, also where nothing is old', async () => {
    const failures: unknown[] = []
    const cleaning = new Cleaning({
      database,
      schema,
      retention: 365,
      onFailure: (error) => failures.push(error),
    })
    expect(besideIndexes(await stepsOf(async () => cleaning.look()))).toEqual([])
    expect(failures).toEqual([])
  })

  it('cleaning goes by indexes where much is old', async () => {
    await own.pool.query(`DELETE FROM ${schema}.chores`)
    await own.pool.query(
      `UPDATE ${schema}.history SET at = at - interval '2 years' WHERE number > 90000`,
    )
    const cleaning = new Cleaning({ database, schema, retention: 365, onFailure: () => undefined })
    expect(besideIndexes(await stepsOf(async () => cleaning.look()))).toEqual([])
    const { rows } = await own.pool.query(`SELECT count(*)::integer AS n FROM ${schema}.history`)
    expect(rows).toEqual([{ n: 90_000 }])
  })
})

/** The steps that read rows which no index has led to. */
function besideIndexes(steps: readonly Node[]): readonly Node[] {
  return steps.filter(
    (step) =>
      step['Node Type'] === 'Seq Scan' ||
      (step['Rows Removed by Filter'] ?? 0) > FEW ||
      (step['Rows Removed by Index Recheck'] ?? 0) > FEW,
  )
}

async function secondPage(
  pageOf: (before?: string) => Promise<{ readonly next: string | undefined }>,
): Promise<void> {
  const { next } = await pageOf()
  await pageOf(next)
}

function nodesOf(node: Node): readonly Node[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOf)]
}
