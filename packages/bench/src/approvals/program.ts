import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createApprovalServer } from '@countersign/approval'
import { memoryRevocationList } from '@countersign/core'
import { generateSigningKey } from '@countersign/issuer'
import { createLedger } from '@countersign/ledger'
import { Pool } from 'pg'
import { sizeInUse } from '../memory/size-in-use.js'
import type { ApprovalServerOrder, ProcessSize, Wanted } from './order.js'
import { RESOURCE } from './resource.js'

// A program of its own: an approval server with all that belongs to it, and nothing of those who ask.

const order = JSON.parse(process.argv[2] ?? '') as ApprovalServerOrder
const server = createServer().listen(0, 'localhost')
await once(server, 'listening')
const { port } = server.address() as AddressInfo
const key = await generateSigningKey()
const ledger = createLedger({ ...keptIn('ledger'), spool: false })
const approval = createApprovalServer({
  ...keptIn('approval'),
  issuer: `http://localhost:${port}`,
  keys: { signingKey: () => key, publicKeys: () => [key.publicJwk] },
  clients: order.clients.map(({ clientId, key: clientKey }) => ({
    clientId,
    name: `Client ${clientId}`,
    authentication: { method: 'private_key_jwt', keys: { keys: [clientKey] } },
    scopes: ['orders:read', 'orders:write'],
  })),
  people: {
    find: (hint) => personOf(hint),
    get: (subject) => personOf(subject),
  },
  resources: {
    [RESOURCE]: {
      name: 'Your orders',
      scopes: { 'orders:read': 'Read your orders', 'orders:write': 'Place orders' },
    },
  },
  ledger,
  revocation: memoryRevocationList(),
  requestLifetime: 600,
  limits: { perClient: 100_000, perPerson: 1_000 },
  // Each person is at home somewhere else.
  remoteAddress: ({ headers }) => String(headers['x-from'] ?? '127.0.0.1'),
})
await Promise.all([ledger.ready(), approval.ready()])
server.on('request', approval.handler)

process.on('message', (wanted: Wanted) => void answer(wanted))
process.once('disconnect', () => process.exit())
process.send?.(port)

async function answer(wanted: Wanted): Promise<void> {
  if (wanted === 'size') process.send?.(await size())
  else process.send?.((await approval.invite({ subject: wanted.invite })).code)
}

async function size(): Promise<ProcessSize> {
  const inUse = await sizeInUse()
  const resident = process.memoryUsage.rss()
  return { inUse, resident, peak: process.resourceUsage().maxRSS * 1024 }
}

function keptIn(name: string): { pool: Pool; schema: string } | { folder: string } {
  if (order.host === undefined) return { folder: join(order.folder, name) }
  const pool = new Pool({ host: order.host, user: 'postgres', database: 'postgres' })
  return { pool, schema: name }
}

function personOf(subject: string): { readonly subject: string } | undefined {
  return order.people.includes(subject) ? { subject } : undefined
}
