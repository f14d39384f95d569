// An API in a process of its own, built and not compiled on the way: what a user would run.
import { subscribe } from 'node:diagnostics_channel'
import { createVerifier } from '@countersign/core'
import { authenticate } from '@countersign/express'
import { createLedger } from '@countersign/ledger'
import express from 'express'
import { Pool } from 'pg'

const { issuer, audience, keys, port, database, waits, ...options } = JSON.parse(process.argv[2])
const pool = port && new Pool({ host: '127.0.0.1', port, user: 'postgres', database, max: 4 })
pool?.on('error', () => undefined)
const ledger = createLedger({ ...options, ...(pool && { pool }) })
const verifier = createVerifier({ issuer, audience, keys, publicUrl: audience })

// What the ledger has to have in the end.
const accepted = { uses: 0 }
subscribe('countersign:usage', ({ decision, issuer: known }) => {
  if (decision === 'accepted' || known !== undefined) accepted.uses += 1
})

if (waits) await ledger.ready()

const app = express()
app.disable('x-powered-by')
app.use(authenticate(verifier))
app.use(express.json())
app.get('/orders/:id', (_req, res) => res.end('~'))
app.post('/orders', (_req, res) => res.end('~'))
const server = app.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }))
// None is closed for how much it has asked for.
server.maxRequestsPerSocket = 0

process.once('SIGTERM', () => void end())

async function end() {
  const closed = new Promise((resolve) => {
    server.close(resolve)
  })
  // Clients that send without end are cut off, answers or not.
  setTimeout(() => server.closeAllConnections(), 200)
  await closed
  await ledger.close()
  process.send({ ...accepted, health: ledger.health() })
  await pool?.end()
  process.disconnect()
}
