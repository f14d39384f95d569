// An approval server, and an API that takes its tokens, in a process of their own: what a user would run, on
// what is shared with others.
import { createServer } from 'node:http'
import { createApprovalServer } from '@countersign/approval'
import { createVerifier } from '@countersign/core'
import { authenticate } from '@countersign/express'
import { createKeyRing } from '@countersign/issuer'
import { createLedger } from '@countersign/ledger'
import { redisApprovalState, redisKeyStore, redisRevocationList } from '@countersign/redis'
import express from 'express'
import { Redis } from 'ioredis'
import { Pool } from 'pg'

const { issuer, audience, databases, redisPort, secret, client } = JSON.parse(process.argv[2])

const redis = new Redis(redisPort, '127.0.0.1', { retryStrategy: () => 20 })
redis.on('error', () => undefined)
const poolOf = (database) => {
  const pool = new Pool({
    host: '127.0.0.1',
    port: databases.port,
    user: 'postgres',
    database,
    max: 4,
  })
  pool.on('error', () => undefined)
  return pool
}
const revocation = redisRevocationList(redis)
const ledger = createLedger({ pool: poolOf(databases.name), spool: false })
const ada = { subject: 'ada', name: 'Ada' }
const approval = createApprovalServer({
  issuer,
  pool: poolOf(databases.name),
  keys: await createKeyRing({ store: redisKeyStore(redis, { secret }) }),
  state: redisApprovalState(redis, { secret }),
  ledger,
  revocation,
  people: { find: (hint) => (hint === 'ada' ? ada : undefined), get: () => ada },
  resources: { [audience]: { name: 'Photos', scopes: { read: 'See your photos' } } },
  clients: [client],
  interval: 1,
})

await Promise.all([approval.ready(), ledger.ready()])
const server = createServer(approval.handler)
await new Promise((resolve) => server.listen(0, 'localhost', resolve))

const verifier = createVerifier({
  issuer,
  audience,
  revocation,
  dpop: 'require',
  publicUrl: audience,
})
const app = express()
app.use(authenticate(verifier))
app.get('/photos', (_req, res) => void res.json([]))
const api = app.listen(0, '127.0.0.1', () => {
  process.send({ port: server.address().port, api: api.address().port })
})

process.on('message', () => {
  void approval.invite(ada).then(({ code }) => process.send({ code }))
})
process.once('disconnect', () => process.exit())
