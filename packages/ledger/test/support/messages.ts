import type { UsageMessage } from '@countersign/core'
import { DEFAULT_FIELDS } from '../../src/fields.js'
import { recentNetworks } from '../../src/intake/network.js'
import { newUse } from '../../src/intake/new-use.js'
import { noteUse } from '../../src/intake/noted-use.js'
import type { NotedUse, NotingRules } from '../../src/intake/noted-use.js'
import type { NewUse } from '../../src/use.js'

export const NOW = Date.UTC(2026, 10, 29, 12, 30)

const USAGE: UsageMessage & { readonly issuer: string } = {
  decision: 'accepted',
  reason: undefined,
  method: 'GET',
  route: '/orders/:id',
  status: 200,
  issuer: 'https://id.example',
  subject: 'alice',
  clientId: 'shop',
  tokenId: 'token-1',
  grantId: 'grant-1',
  approvalId: 'approval-1',
  scheme: 'DPoP',
  kind: 'jwt',
  binding: 'dpop',
  duration: 20,
  remoteAddress: '192.0.2.77',
  userAgent: 'curl/8.5.0',
  tls: { protocol: 'TLSv1.3', cipher: 'TLS_AES_128_GCM_SHA256' },
}

/** What an adapter publishes; members may be of any type, as a message may be anybody's. */
export function usage(
  changes: { readonly [Name in keyof UsageMessage]?: unknown } = {},
): typeof USAGE {
  return { ...USAGE, ...changes } as typeof USAGE
}

export const RULES: NotingRules = { fields: DEFAULT_FIELDS, networkOf: recentNetworks('prefix') }

export function noted(changes: Parameters<typeof usage>[0] = {}): NotedUse {
  return noteUse(usage(changes), NOW, RULES)
}

/** What is written down of a message. */
export function written(
  changes: Parameters<typeof usage>[0] = {},
  rules: NotingRules = RULES,
): NewUse {
  return newUse(noteUse(usage(changes), NOW, rules), 'orders')
}
