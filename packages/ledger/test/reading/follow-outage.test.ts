import { type Database, poolDatabase } from '@countersign/database'
import { type PostgresServer, startPostgres } from '@countersign/test-servers'
import { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { useReader } from '../../src/reading/use-reader.js'
import type { Use } from '../../src/use.js'
import { SCHEMA } from '../support/databases.js'
import { ISSUER, write } from './rows.js'
import { makeTables } from '../support/schema.js'

describe('following a server that has its troubles', () => {
  const pools: Pool[] = []
  let server: PostgresServer
  /** Of one process … */
  let reading: Database
  /** … and of another. */
  let writing: Database

  beforeAll(async () => {
    server = await startPostgres('fsync=off')
    const connection = { host: '127.0.0.1', port: server.port, user: 'postgres' }
    const [one, other] = [connection, connection].map((config): Database => {
      const pool = new Pool({ ...config, database: 'postgres' })
      pool.on('error', () => undefined)
      pools.push(pool)
      return poolDatabase(pool)
    })
    reading = one as Database
    writing = other as Database
    await makeTables(writing)
  })
  afterAll(async () => {
    await Promise.all(pools.map(async (pool) => pool.end()))
    await server.close()
  })

  it('goes on where it was when the server was gone for a while', async () => {
    const reader = useReader({ database: reading, schema: SCHEMA, clock: Date.now })
    const filters = [{ service: 'gone' }, { issuer: ISSUER, subject: 'gone' }]
    const told: number[][] = filters.map(() => [])
    const feeds = filters.map(async (filter, index) => {
      for await (const { status } of reader.follow(filter, { after: 0 })) {
        told[index]?.push(status ?? -1)
      }
    })
    await batch(0)
    await expect
      .poll(() => told, { timeout: 5_000 })
      .toEqual([
        [0, 1, 2],
        [0, 1, 2],
      ])
    await server.kill()
    await expect(batch(900)).rejects.toThrow(/./)
    await server.start()
    await batch(3)
    await batch(6)
    const all = [0, 1, 2, 3, 4, 5, 6, 7, 8]
    await expect.poll(() => told, { timeout: 10_000 }).toEqual([all, all])
    reader.close()
    await Promise.all(feeds)
  })

  it('listens again where its connection was ended', async () => {
    const reader = useReader({ database: reading, schema: SCHEMA, clock: Date.now })
    const feed = reader.follow({ service: 'ended' })
    const first = feed.next()
    await expect.poll(listeners, { timeout: 5_000 }).toHaveLength(1)
    const [before] = await listeners()
    await writing.query('SELECT pg_terminate_backend($1::integer)', [before])
    await expect.poll(listeners, { timeout: 10_000 }).toEqual([expect.any(Number)])
    await expect.poll(async () => (await listeners())[0], { timeout: 10_000 }).not.toBe(before)
    await write(writing, [{ subject: 'a', service: 'ended', status: 1 }])
    expect(((await first).value as Use).status).toBe(1)
    reader.close()
    await expect.poll(listeners).toEqual([])
  })

  it('is told, and does not only look', async () => {
    const reader = useReader({ database: reading, schema: SCHEMA, clock: Date.now })
    const feed = reader.follow({ service: 'told' })
    const next = feed.next()
    await expect.poll(listeners).toHaveLength(1)
    // A minute would be needed by looking alone.
    for (let status = 0; status < 30; status++) {
      const use = status === 0 ? next : feed.next()
      await write(writing, [{ subject: 'a', service: 'told', status }])
      expect(((await use).value as Use).status).toBe(status)
    }
    reader.close()
  }, 15_000)

  async function batch(from: number): Promise<void> {
    const statuses = [from, from + 1, from + 2]
    await write(
      writing,
      statuses.map((status) => ({ subject: 'gone', service: 'gone', status })),
    )
  }

  /** The processes of the server that somebody listens with. */
  async function listeners(): Promise<readonly number[]> {
    const rows = await writing.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND state = 'idle'`,
    )
    return rows.map(({ pid }) => pid)
  }
})
