import { setImmediate as immediately, setTimeout } from 'node:timers/promises'
import { poolTo, type PostgresServer, startPostgres } from '@countersign/test-servers'
import { openPool, program } from '@countersign/test-servers/vitest'
import { Pool, type PoolConfig } from 'pg'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { Database } from '../src/database.js'
import { isTransient } from '../src/database-error.js'
import { poolDatabase } from '../src/pool-database.js'
import { SCHEMA } from './support/schema.js'
import { WRITER_PROCESS } from './support/programs.js'

const transient = { asymmetricMatch: isTransient }

describe('a database over a pool', () => {
  let opened: Awaited<ReturnType<typeof openPool>>

  beforeAll(async () => {
    opened = await openPool()
  })
  afterAll(async () => opened.close())

  it('says how it wants its transactions, whatever a session has by itself', async () => {
    const options =
      '-c default_transaction_isolation=serializable -c default_transaction_read_only=on'
    const database = poolDatabase(opened.another({ options }), { timeout: 5_000 })
    const names = [
      'transaction_isolation',
      'transaction_read_only',
      'statement_timeout',
      'lock_timeout',
      'idle_in_transaction_session_timeout',
      'search_path',
    ]
    const [row] = await database.query(
      `SELECT ${names.map((name) => `current_setting('${name}') AS ${name}`).join(', ')}`,
    )
    expect(row).toEqual({
      transaction_isolation: 'read committed',
      transaction_read_only: 'off',
      statement_timeout: '5s',
      lock_timeout: '5s',
      idle_in_transaction_session_timeout: '2500ms',
      search_path: 'pg_catalog, pg_temp',
    })
  })

  it('leaves nothing of that to the application', async () => {
    const pool = opened.another()
    await poolDatabase(pool).query('SELECT 1')
    const { rows } = await pool.query(
      `SELECT current_setting('statement_timeout') AS timeout, current_setting('search_path') AS path`,
    )
    expect(rows).toEqual([{ timeout: '0', path: '"$user", public' }])
    expect(pool.totalCount).toBe(1)
  })

  it('finds functions where nobody else can have put one', async () => {
    await opened.pool.query(`CREATE SCHEMA evil`)
    await opened.pool.query(
      `CREATE FUNCTION evil.lower(text) RETURNS text LANGUAGE sql AS $$ SELECT 'evil' $$`,
    )
    const pool = opened.another({ options: '-c search_path=evil,pg_catalog' })
    expect((await pool.query(`SELECT lower('A')`)).rows).toEqual([{ lower: 'evil' }])
    expect(await poolDatabase(pool).query(`SELECT lower('A')`)).toEqual([{ lower: 'a' }])
  })

  it('gives its client back, whatever happens', async () => {
    const pool = opened.another({ max: 1 })
    const database = poolDatabase(pool, { timeout: 2_000 })
    for (let n = 0; n < 3; n++) {
      await expect(database.query('SELECT 1 / 0')).rejects.toMatchObject({ code: '22012' })
      const work = database.transaction(async () => {
        throw new RangeError('of the work')
      })
      await expect(work).rejects.toThrow(RangeError)
    }
    expect(pool.totalCount).toBe(1)
    const client = await pool.connect()
    await immediately()
    expect(client.listenerCount('error')).toBe(0)
    client.release()
  })

  it('waits no longer than its time for a client', async () => {
    const pool = opened.another({ max: 1 })
    const database = poolDatabase(pool, { timeout: 50 })
    const client = await pool.connect()
    const late = 'no answer within 50 ms'
    await expect(database.query('SELECT 1')).rejects.toThrow(late)
    // What may take long itself waits no longer for one.
    await expect(database.query('SELECT 1', [], { timeout: 60_000 })).rejects.toThrow(late)
    client.release()
    // The one that came too late has gone back.
    expect(await poolDatabase(pool, { timeout: 2_000 }).query('SELECT 1 AS one')).toEqual([
      { one: 1 },
    ])
  })

  it('lets the server end what takes too long', async () => {
    const database = poolDatabase(opened.pool, { timeout: 100 })
    const slow = database.query('SELECT pg_sleep(5)::text')
    await expect(slow).rejects.toMatchObject({ code: '57014' })
    await expect(slow).rejects.toEqual(transient)
    expect(await database.query('SELECT 1 AS one', [], { timeout: 2_000 })).toEqual([{ one: 1 }])
  })

  it('is not kept out for long by a writer that was stopped in the middle', async () => {
    const [row] = await poolDatabase(opened.pool).query('SELECT current_database()::text AS name')
    const { port } = opened.pool.options
    const writer = program(WRITER_PROCESS, String(port), String(row?.['name']), '600')
    expect(await writer.next()).toBe('locked')
    writer.freeze()
    const database = poolDatabase(opened.pool)
    const rows = await database.transaction(async (tx) =>
      tx.query(`SELECT note FROM ${SCHEMA}.notes FOR UPDATE`),
    )
    expect(rows).toEqual([{ note: 'the first' }])
  })

  it('has one client for all who listen, and gives it back clean', async () => {
    const pool = opened.another({ max: 1 })
    const database = poolDatabase(pool, { timeout: 2_000 })
    const heard: string[] = []
    const listen = async (channel: string): Promise<() => Promise<void>> =>
      database.listen(
        channel,
        (payload) => heard.push(payload),
        () => undefined,
      )
    const unlisten = await Promise.all([listen('one'), listen('one'), listen('two')])
    expect(pool.totalCount - pool.idleCount).toBe(1)
    await opened.pool.query(`SELECT pg_notify('one', '1'), pg_notify('two', '2')`)
    await expect.poll(() => heard.toSorted()).toEqual(['1', '1', '2'])
    await Promise.all(unlisten.map(async (end) => end()))
    expect(pool.idleCount).toBe(1)
    const client = await pool.connect()
    await immediately()
    expect((await client.query('SELECT pg_listening_channels()')).rows).toEqual([])
    expect(['error', 'notification', 'end'].map((event) => client.listenerCount(event))).toEqual([
      0, 0, 0,
    ])
    client.release()
    expect(pool.totalCount).toBe(1)
  })

  it('ends no process when connections break that nobody uses', async () => {
    const pool = new Pool({ ...opened.pool.options, application_name: 'idle' })
    const database = poolDatabase(pool)
    await database.query('SELECT 1')
    expect(pool.idleCount).toBe(1)
    await opened.pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'idle'`,
    )
    await expect.poll(() => pool.totalCount).toBe(0)
    await database.query('SELECT 1')
    await database.close()
    expect(['error', 'acquire'].map((event) => pool.listenerCount(event))).toEqual([0, 0])
    await pool.end()
  })

  it('listens no more once it is closed', async () => {
    const pool = opened.another()
    const database = poolDatabase(pool)
    await database.listen(
      'one',
      () => undefined,
      () => undefined,
    )
    await database.close()
    expect(pool.idleCount).toBe(1)
    await expect(
      database.listen(
        'one',
        () => undefined,
        () => undefined,
      ),
    ).rejects.toThrow('closed')
  })

  it('tells once that it hears nothing any more, and can listen again', async () => {
    const database = poolDatabase(opened.another())
    const lost: Error[] = []
    const heard: string[] = []
    const listen = async (): Promise<unknown> =>
      database.listen(
        'lost',
        (payload) => heard.push(payload),
        (error) => lost.push(error),
      )
    await listen()
    await opened.pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'LISTEN "lost"'`,
    )
    await expect.poll(() => lost).toEqual([transient])
    await listen()
    await opened.pool.query(`SELECT pg_notify('lost', 'found')`)
    await expect.poll(() => heard).toEqual(['found'])
    expect(lost).toHaveLength(1)
    await database.close()
  })
})

describe('a server that fails', () => {
  let server: PostgresServer
  const pools: Pool[] = []

  beforeAll(async () => {
    server = await startPostgres('fsync=off')
  })
  afterAll(async () => {
    await Promise.all(pools.map(async (pool) => pool.end()))
    await server.close()
  })

  function databaseWith(
    settings: { timeout: number; probe?: number },
    config?: PoolConfig,
  ): Database {
    const pool = poolTo(server.port, 'postgres', config)
    pools.push(pool)
    return poolDatabase(pool, settings)
  }

  it('holds nobody for longer than their time while it is stopped', async () => {
    const database = databaseWith({ timeout: 300 })
    await database.query('SELECT 1')
    const heard: Error[] = []
    const listening = databaseWith({ timeout: 300, probe: 50 })
    await listening.listen(
      'x',
      () => undefined,
      (error) => heard.push(error),
    )
    server.freeze()
    onTestFinished(() => server.thaw())
    // Over a connection that is there, and over a new one.
    await expect(database.query('SELECT 1')).rejects.toThrow('no answer within 1300 ms')
    await expect(database.query('SELECT 1')).rejects.toThrow('no answer within 300 ms')
    await expect.poll(() => heard).toEqual([transient])
    server.thaw()
    await expect
      .poll(async () => database.query('SELECT 1 AS one').catch(() => []))
      .toEqual([{ one: 1 }])
  })

  it('ends a transaction when it is killed, and nothing else', async () => {
    const database = databaseWith({ timeout: 2_000 })
    const work = database.transaction(async (tx) => {
      await tx.query('CREATE TABLE public.lost (n integer)')
      await server.kill()
      // The client learns of it while nothing is asked of it.
      await setTimeout(50)
      await tx.query('SELECT 1')
    })
    await expect(work).rejects.toEqual(transient)
    await expect(database.query('SELECT 1')).rejects.toEqual(transient)
    await server.start()
    expect(await database.query(`SELECT to_regclass('public.lost')::text AS lost`)).toEqual([
      { lost: null },
    ])
  })
})
