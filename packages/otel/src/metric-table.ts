import type { AttributeName } from './attributes.js'

/** Seconds: a known token takes microseconds, one whose keys have to be fetched takes seconds. */
export const VERIFICATION_BUCKETS: readonly number[] = [
  0.00001, 0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
  0.25, 0.5, 1, 2.5, 5, 10,
]

/** Seconds: those that the semantic conventions advise for HTTP. */
export const HTTP_BUCKETS: readonly number[] = [
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
]

/** Every metric: what it is called, what it counts, and by which attributes. */
export const METRICS = {
  'countersign.verifications': {
    kind: 'counter',
    unit: '{verification}',
    description: 'Requests and tokens that were verified',
    attributes: [
      'countersign.outcome',
      'countersign.reason',
      'countersign.scheme',
      'countersign.binding',
      'countersign.token.kind',
      'countersign.issuer',
      'countersign.client_id',
      'error.type',
    ],
  },
  'countersign.verification.duration': {
    kind: 'histogram',
    unit: 's',
    description: 'How long verifications took',
    attributes: ['countersign.outcome', 'countersign.binding', 'error.type'],
  },
  'countersign.policy.refusals': {
    kind: 'counter',
    unit: '{refusal}',
    description: 'Verified tokens that a policy refused',
    attributes: ['countersign.reason', 'countersign.issuer', 'countersign.client_id'],
  },
  'countersign.usage.duration': {
    kind: 'histogram',
    unit: 's',
    description: 'From the first look at a request to the end of its answer',
    attributes: [
      'countersign.decision',
      'http.request.method',
      'http.route',
      'http.response.status_code',
      'error.type',
    ],
  },
  'countersign.proof.replays': {
    kind: 'counter',
    unit: '{proof}',
    description: 'Proofs that came a second time',
    attributes: ['countersign.issuer', 'countersign.client_id'],
  },
  'countersign.replay_store.failures': {
    kind: 'counter',
    unit: '{failure}',
    description: 'Proofs of which a replay store could not tell whether they are new',
    attributes: ['countersign.store', 'countersign.decision'],
  },
  'countersign.replay_store.entries': {
    kind: 'gauge',
    unit: '{entry}',
    description: 'Proofs that a replay store remembers',
    attributes: ['countersign.name'],
  },
  'countersign.key_set.refreshes': {
    kind: 'counter',
    unit: '{refresh}',
    description: 'Key sets that were loaded, restored, or could not be had',
    attributes: ['countersign.event', 'countersign.issuer', 'error.type'],
  },
  'countersign.key_set.refresh.duration': {
    kind: 'histogram',
    unit: 's',
    description: 'How long it took to fetch a key set',
    attributes: ['countersign.event', 'countersign.issuer', 'error.type'],
  },
  'countersign.key_set.age': {
    kind: 'gauge',
    unit: 's',
    description:
      'Since the keys were fetched, or confirmed; the oldest of all issuers, or by issuer',
    attributes: ['countersign.name', 'countersign.issuer'],
  },
  'countersign.key_set.keys': {
    kind: 'gauge',
    unit: '{key}',
    description: 'Usable keys at hand; of all issuers, or by issuer',
    attributes: ['countersign.name', 'countersign.issuer'],
  },
  'countersign.key_set.issuers': {
    kind: 'gauge',
    unit: '{issuer}',
    description: 'Issuers by the state of their keys',
    attributes: ['countersign.name', 'countersign.state'],
  },
  'countersign.revocations': {
    kind: 'counter',
    unit: '{revocation}',
    description: 'What this process has withdrawn',
    attributes: ['countersign.list', 'countersign.kind'],
  },
  'countersign.revocation_list.loads': {
    kind: 'counter',
    unit: '{load}',
    description: 'Revocation lists that know everything again, or have written back what was lost',
    attributes: ['countersign.list', 'countersign.event'],
  },
  'countersign.revocation_list.failures': {
    kind: 'counter',
    unit: '{failure}',
    description: 'Tokens of which a revocation list could not tell whether they are withdrawn',
    attributes: ['countersign.list', 'countersign.decision'],
  },
  'countersign.revocation_list.entries': {
    kind: 'gauge',
    unit: '{entry}',
    description: 'Withdrawals that a revocation list remembers',
    attributes: ['countersign.name'],
  },
  'countersign.status_list.events': {
    kind: 'counter',
    unit: '{event}',
    description: 'Status lists that were fetched, failed, or had to be passed over',
    attributes: ['countersign.event', 'countersign.issuer', 'error.type'],
  },
  'countersign.security_events': {
    kind: 'counter',
    unit: '{event}',
    description: 'Security events and logout tokens that were received',
    attributes: [
      'countersign.kind',
      'countersign.outcome',
      'countersign.reason',
      'countersign.issuer',
      'error.type',
    ],
  },
  'countersign.security_event.withdrawals': {
    kind: 'counter',
    unit: '{revocation}',
    description: 'What was withdrawn because of such events',
    attributes: ['countersign.kind', 'countersign.issuer'],
  },
  'countersign.ledger.uses': {
    kind: 'counter',
    unit: '{use}',
    description: 'Uses that went to disk, came back from it, were lost, or were only counted',
    attributes: ['countersign.event'],
  },
  'countersign.ledger.notable_uses': {
    kind: 'counter',
    unit: '{use}',
    description: 'Uses that an owner may want to hear of',
    attributes: ['countersign.kind'],
  },
  'countersign.ledger.failures': {
    kind: 'counter',
    unit: '{failure}',
    description: 'Failures of the ledger, its database included',
    attributes: ['countersign.part'],
  },
  'countersign.ledger.queue': {
    kind: 'gauge',
    unit: '{use}',
    description: 'Uses that wait to be written',
    attributes: ['countersign.name', 'countersign.place'],
  },
  'countersign.ledger.written': {
    kind: 'observable counter',
    unit: '{use}',
    description: 'Uses that were written to the database',
    attributes: ['countersign.name'],
  },
  'countersign.ledger.state': {
    kind: 'gauge',
    unit: '{ledger}',
    description: '1 for the state that the ledger is in, 0 for the others',
    attributes: ['countersign.name', 'countersign.state'],
  },
  'countersign.grant.refusals': {
    kind: 'counter',
    unit: '{refusal}',
    description: 'Grants that the issuer refused',
    attributes: ['countersign.endpoint', 'countersign.code', 'countersign.reason'],
  },
  'countersign.grant.replays': {
    kind: 'counter',
    unit: '{grant}',
    description: 'Grants that were revoked because a refresh token came a second time',
    attributes: ['countersign.issuer', 'countersign.client_id'],
  },
  'countersign.endpoint.failures': {
    kind: 'counter',
    unit: '{failure}',
    description: 'Requests to the issuer that were answered 503',
    attributes: ['countersign.endpoint', 'error.type'],
  },
  'countersign.key_ring.events': {
    kind: 'counter',
    unit: '{event}',
    description: "Versions of the issuer's key rings, and failures to get them",
    attributes: ['countersign.event', 'countersign.key_use', 'countersign.reason'],
  },
  'countersign.ticket_key.events': {
    kind: 'counter',
    unit: '{event}',
    description: 'TLS ticket keys that were rotated, or could not be shared',
    attributes: ['countersign.event'],
  },
  'countersign.approval.deliveries': {
    kind: 'counter',
    unit: '{delivery}',
    description: 'What became of notices to owners',
    attributes: ['countersign.notifier', 'countersign.event'],
  },
  'countersign.approval.failures': {
    kind: 'counter',
    unit: '{failure}',
    description: 'Failures of the approval server',
    attributes: ['countersign.part', 'countersign.issuer'],
  },
} as const

/** One row. */
export interface MetricRow {
  readonly kind: 'counter' | 'histogram' | 'gauge' | 'observable counter'
  readonly unit: string
  readonly description: string
  readonly attributes: readonly AttributeName[]
}

type Metrics = typeof METRICS

export type MetricName = keyof Metrics

/** The metrics of a kind. */
export type NameOf<Kind extends MetricRow['kind']> = {
  [Name in MetricName]: Metrics[Name]['kind'] extends Kind ? Name : never
}[MetricName]

/** What a metric may be told of one value: whatever comes is bounded before it is recorded. */
export type AttributesOf<Name extends MetricName> = {
  readonly [Attribute in Metrics[Name]['attributes'][number]]?: unknown
}

/** The names and rows of the metrics of some kinds. */
export function rowsOf<Kind extends MetricRow['kind']>(
  ...kinds: readonly Kind[]
): readonly (readonly [NameOf<Kind>, MetricRow])[] {
  const rows: readonly [string, MetricRow][] = Object.entries(METRICS)
  return rows.filter(([, { kind }]) => kinds.includes(kind as Kind)) as [NameOf<Kind>, MetricRow][]
}
