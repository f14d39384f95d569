import type { HealthSources } from '../../src/index.js'

const issuer = 'https://id.example'
const identity = { issuer, clientId: 'c1', scheme: 'Bearer' }

/** A message for every metric that is made of one. */
export const EVERYTHING: readonly (readonly [channel: string, message: object])[] = [
  ['countersign:verified', { ...identity, kind: 'jwt', binding: 'none', duration: 0.1 }],
  ['countersign:refused', { reason: 'token_expired', status: 401, identity, duration: 0.1 }],
  ['countersign:refused', { reason: 'dependency_unavailable', status: 503, duration: 0.1 }],
  ['countersign:refused', { reason: 'insufficient_scope', status: 403, identity }],
  [
    'countersign:usage',
    { decision: 'accepted', method: 'GET', route: '/orders', status: 200, duration: 2 },
  ],
  ['countersign:keys', { issuer, event: 'failed', state: 'stale', keys: 1, duration: 5 }],
  ['countersign:replay', { event: 'replayed', ...identity }],
  ['countersign:replay', { event: 'unavailable', store: 'redis', decision: 'refused' }],
  ['countersign:revocation', { event: 'withdrawn', list: 'redis', revocation: { tokenId: 'j' } }],
  ['countersign:revocation', { event: 'loaded', list: 'redis', entries: 1 }],
  ['countersign:revocation', { event: 'unavailable', list: 'redis', decision: 'allowed' }],
  ['countersign:status', { event: 'skipped', issuer }],
  ['countersign:events', { kind: 'logout', issuer, withdrawn: 2 }],
  ['countersign:ledger', { event: 'lost', uses: 2 }],
  ['countersign:ledger', { event: 'unavailable' }],
  ['countersign:notable', { kind: 'replay' }],
  ['countersign:issuer', { event: 'refused', issuer, endpoint: 'token', code: 'invalid_grant' }],
  ['countersign:issuer', { event: 'refresh_token_replayed', issuer, clientId: 'c1' }],
  ['countersign:issuer', { event: 'failed', issuer, endpoint: 'token' }],
  ['countersign:key-ring', { event: 'changed', use: 'sig' }],
  ['countersign:ticket-keys', { event: 'rotated' }],
  ['countersign:approval', { type: 'delivery', notifier: 'email', outcome: 'accepted' }],
  ['countersign:approval', { type: 'failed', part: 'token' }],
]

/** Something to look at for every metric that is observed. */
export const HEALTH: HealthSources = {
  verifiers: {
    api: {
      health: () => ({
        issuers: [{ issuer, state: 'fresh', keys: 2, age: 60, lastError: undefined }],
      }),
    },
  },
  replayStores: { proofs: { size: 3 } },
  revocationLists: { withdrawals: { size: 4 } },
  ledgers: {
    uses: { health: () => ({ state: 'recording', waiting: 1, spooled: 0, written: 9 }) },
  },
}
