// Locks a row of a server in a transaction, and stays there.
import { Pool } from 'pg'
import { poolDatabase } from '../../dist/index.js'

const [port, name, timeout] = process.argv.slice(2)
const pool = new Pool({
  host: '127.0.0.1',
  port: Number(port),
  user: 'postgres',
  database: name,
})
pool.on('error', () => undefined)
const database = poolDatabase(pool, { timeout: Number(timeout) })
process.once('disconnect', () => process.exit())
await database.transaction(async (tx) => {
  await tx.query('SELECT note FROM countersign_notes.notes FOR UPDATE')
  process.send('locked')
  await new Promise(() => undefined)
})
