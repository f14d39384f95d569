import type { UsageMessage } from '@countersign/core'
import { ISSUER } from '../access-tokens.js'
import { received } from '../received.js'

/** Subjects, clients and routes that the uses are of. */
const SUBJECTS = 1_000
const CLIENTS = 20
const ROUTES = 10

/** The use at a place, as an adapter tells it: of subjects in turn, each token ten times. */
export function usageMessage(at: number): UsageMessage {
  const subject = at % SUBJECTS
  return {
    decision: 'accepted',
    reason: undefined,
    method: 'GET',
    route: `/orders/:id/items/${at % ROUTES}`,
    status: 200,
    issuer: ISSUER,
    subject: received(`subject-${subject}`),
    clientId: received(`client-${subject % CLIENTS}`),
    tokenId: received(`token-${subject}-${Math.floor(at / SUBJECTS / 10)}`),
    grantId: undefined,
    approvalId: undefined,
    scheme: 'DPoP',
    kind: 'jwt',
    binding: 'dpop',
    duration: 3,
    remoteAddress: `192.0.2.${subject % 250}`,
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    tls: { protocol: 'TLSv1.3', cipher: 'TLS_AES_128_GCM_SHA256' },
  }
}
