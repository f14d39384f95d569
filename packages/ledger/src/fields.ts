/** What may be kept of a use, beside its time, issuer, subject, decision and reason, which always are. */
export const FIELDS = [
  'client',
  'token',
  'grant',
  'approval',
  'service',
  'method',
  'route',
  'status',
  'scheme',
  'binding',
  'network',
  'agent',
  'tls',
] as const

export type Field = (typeof FIELDS)[number]

/** `share`: kept, and shown to the owner. `keep`: kept, for the operator alone. `omit`: never written down. */
export type Treatment = 'share' | 'keep' | 'omit'

export type FieldPolicy = Readonly<Record<Field, Treatment>>

/** What suits most: the owner sees who did what from where; what only helps operators stays with them. */
export const DEFAULT_FIELDS: FieldPolicy = {
  client: 'share',
  token: 'keep',
  grant: 'keep',
  approval: 'share',
  service: 'share',
  method: 'share',
  route: 'share',
  status: 'share',
  scheme: 'keep',
  binding: 'share',
  network: 'share',
  agent: 'share',
  tls: 'keep',
}
