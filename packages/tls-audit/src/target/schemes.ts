import type { Protocol } from '../endpoint.js'

interface Scheme {
  readonly protocol: Protocol
  /** The usual one, where there is one. */
  readonly port?: number
}

/** What may stand before `://`. */
export const SCHEMES: Readonly<Record<Protocol | 'postgresql', Scheme>> = {
  https: { protocol: 'https', port: 443 },
  tls: { protocol: 'tls' },
  rediss: { protocol: 'rediss', port: 6379 },
  postgres: { protocol: 'postgres', port: 5432 },
  postgresql: { protocol: 'postgres', port: 5432 },
  smtp: { protocol: 'smtp', port: 25 },
}

/** What speaks in the clear, and what its servers are called where they have TLS. */
export const PLAIN_SCHEMES: Readonly<Record<string, keyof typeof SCHEMES>> = {
  http: 'https',
  redis: 'rediss',
}
