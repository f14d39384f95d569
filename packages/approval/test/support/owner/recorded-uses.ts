import { channel } from 'node:diagnostics_channel'
import { CHANNELS, type UsageMessage } from '@countersign/core'
import { createLedger, type Ledger } from '@countersign/ledger'
import { openPool } from '@countersign/test-servers/vitest'

const usages = channel(CHANNELS.usage)

export interface OpenLedger {
  readonly ledger: Ledger
  /** Writes down that a token was used. */
  readonly use: (issuer: string, subject: string, changes?: Partial<UsageMessage>) => Promise<void>
  readonly close: () => Promise<void>
}

/** A ledger in a database of its own. */
export async function openTestLedger(): Promise<OpenLedger> {
  const { pool, close } = await openPool()
  const ledger = createLedger({ pool, spool: false, flushInterval: 10, service: 'orders' })
  await ledger.ready()
  return {
    ledger,
    async use(issuer, subject, changes = {}) {
      const message: UsageMessage = { ...USAGE, issuer, subject, ...changes }
      usages.publish(message)
      await ledger.flush()
    },
    async close() {
      await ledger.close()
      await close()
    },
  }
}

const USAGE: UsageMessage = {
  decision: 'accepted',
  reason: undefined,
  method: 'GET',
  route: '/orders/:id',
  status: 200,
  issuer: undefined,
  subject: undefined,
  clientId: 'shop',
  tokenId: 'token-1',
  grantId: undefined,
  approvalId: undefined,
  scheme: 'DPoP',
  kind: 'jwt',
  binding: 'dpop',
  duration: 20,
  remoteAddress: '192.0.2.77',
  userAgent: 'curl/8.5.0',
  tls: undefined,
}
