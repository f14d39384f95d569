// What users of the approval server meet: its documents for clients, and the page for owners.
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApprovalServer } from '@countersign/approval'
import { memoryRevocationList } from '@countersign/core'
import { generateSigningKey, createKeyRing } from '@countersign/issuer'
import type { Ledger } from '@countersign/ledger'
import { ready } from './record.js'

const PAGES = ['', 'sw.js', 'manifest.webmanifest', 'assets/simplewebauthn/index.js']

/** Whether a server of a client, a person and a resource answers both sides, and lets nobody in unasked. */
export async function asksOwners(ledger: Ledger): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-approve-'))
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`
  const client = await generateSigningKey('ES256')
  const keys = await createKeyRing()
  const approval = createApprovalServer({
    issuer,
    folder,
    keys,
    ledger,
    revocation: memoryRevocationList(),
    people: {
      find: (hint) => ({ subject: hint }),
      get: (subject) => ({ subject }),
    },
    resources: { 'https://rs.example': { name: 'Orders', scopes: { read: 'Read orders' } } },
    clients: [
      {
        clientId: 'shop',
        name: 'Shop',
        authentication: { method: 'private_key_jwt', keys: { keys: [client.publicJwk] } },
        scopes: ['read'],
      },
    ],
  })
  server.on('request', approval.handler)
  await ready(approval)
  const status = async (path: string, init?: RequestInit): Promise<number> =>
    (await fetch(`${issuer}/${path}`, init)).status
  const pages = await Promise.all(PAGES.map(async (page) => status(`owner/${page}`)))
  const { code } = await approval.invite({ subject: 'alice' })
  const found = [
    await status('.well-known/openid-configuration'),
    await status('backchannel', { method: 'POST', body: new URLSearchParams({ scope: 'openid' }) }),
    await status('owner/api/approvals'),
    ...pages,
  ]
  await approval.close()
  keys.close()
  server.closeAllConnections()
  server.close()
  rmSync(folder, { recursive: true })
  return code.length === 14 && String(found) === String([200, 401, 401, ...PAGES.map(() => 200)])
}
