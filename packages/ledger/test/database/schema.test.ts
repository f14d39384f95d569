import { quoted } from '@countersign/database'
import { openPool } from '@countersign/test-servers/vitest'
import { expect, it, onTestFinished } from 'vitest'
import { createLedger } from '../../src/index.js'

it('is made by one process at a time, of whichever version', async () => {
  const { pool, another, close } = await openPool()
  onTestFinished(close)
  const holder = await another().connect()
  onTestFinished(() => holder.release())
  const schema = 'Uses of "mine"'
  await holder.query('BEGIN')
  await holder.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
    // Never another text: processes of two versions would no longer keep each other out.
    `countersign ledger ${quoted(schema)}`,
  ])
  const ledger = createLedger({ pool, spool: false, schema })
  onTestFinished(async () => ledger.close())
  const waiting = `SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`
  await expect.poll(async () => (await holder.query(waiting)).rowCount).toBe(1)
  expect(ledger.health().state).toBe('starting')
  await holder.query('COMMIT')
  await ledger.ready()
  const { rows } = await pool.query(`SELECT version FROM ${quoted(schema)}.versions`)
  expect(rows).toEqual([{ version: 1 }])
})
