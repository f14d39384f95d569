import type { Endpoint } from '../src/endpoint.js'
import type { Handshakes } from '../src/handshake/handshakes.js'
import type { CipherSuite, KeyExchange } from '../src/hello/cipher-suites.js'
import type { Evidence } from '../src/judge/evidence.js'
import type { Survey, VersionSurvey } from '../src/survey/survey.js'
import { TLS_VERSIONS, type TlsVersion } from '../src/tls-version.js'

const NOW = Date.parse('2026-01-01T00:00:00Z')

const ENDPOINT: Endpoint = {
  host: 'rs.example',
  port: 443,
  protocol: 'https',
  path: '/',
}

/** A suite by its name, of which the rest follows. */
export function suite(name: string): CipherSuite {
  const exchange = /^TLS_(.+?)_(?:(?:RSA|DSS|ECDSA|EXPORT)_)*WITH_/.exec(name)?.[1] ?? 'TLS13'
  const forwardSecret = ['TLS13', 'ECDHE', 'DHE', 'ECDHE_PSK', 'DHE_PSK'].includes(exchange)
  return { id: 0, name, keyExchange: exchange as KeyExchange, forwardSecret }
}

const SUITES: Readonly<Partial<Record<TlsVersion, readonly string[]>>> = {
  'TLSv1.2': ['TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256'],
  'TLSv1.3': ['TLS_AES_256_GCM_SHA384', 'TLS_AES_128_GCM_SHA256'],
}

/** What is seen of the sessions of a server without tickets. */
export const NO_TICKETS: Handshakes['resumption'] = {
  tls12: false,
  tls13: false,
  tickets: false,
  ticketLifetime: undefined,
  versions: [
    { version: 'TLSv1.2', ticket: false, lifetime: undefined },
    { version: 'TLSv1.3', ticket: false, lifetime: undefined },
  ],
}

const REFUSED = { forwardSecret: 'refused', notForwardSecret: 'refused', suites: [] } as const

/** A version of a server that does all well, but for this. */
function version(name: TlsVersion, changes: Partial<VersionSurvey> = {}): VersionSurvey {
  const suites = (SUITES[name] ?? []).map(suite)
  const found = { version: name, complete: true, ...REFUSED, suites }
  return { ...found, ...(suites.length > 0 && { forwardSecret: 'accepted' }), ...changes }
}

export interface Changes {
  readonly endpoint?: Partial<Endpoint>
  readonly survey?: Partial<Omit<Survey, 'versions'>>
  readonly versions?: Partial<Record<TlsVersion, Partial<VersionSurvey>>>
  readonly handshakes?: Partial<Handshakes>
  readonly certificate?: Partial<NonNullable<Handshakes['certificate']>>
  readonly resumption?: Partial<Handshakes['resumption']>
}

/** What both engines see of a server that does all well, but for this. */
export function evidenceOf(changes: Changes = {}): Evidence {
  return {
    now: NOW,
    endpoint: { ...ENDPOINT, ...changes.endpoint },
    survey: {
      versions: TLS_VERSIONS.map((name) => version(name, changes.versions?.[name])),
      groups: [
        { group: { id: 0x11ec, name: 'X25519MLKEM768', kind: 'hybrid' }, outcome: 'accepted' },
      ],
      ephemeralKeys: { samples: 4, reused: false },
      dhePrimes: [],
      ...changes.survey,
    },
    handshakes: {
      usual: {
        completed: true,
        version: 'TLSv1.3',
        suite: 'TLS_AES_256_GCM_SHA384',
        resumed: false,
        alpn: undefined,
      },
      versions: [
        { version: 'TLSv1.2', outcome: 'accepted' },
        { version: 'TLSv1.3', outcome: 'accepted' },
      ],
      certificate: {
        subject: 'CN=rs.example',
        issuer: 'CN=Authority',
        names: ['rs.example'],
        validFrom: new Date('2025-12-01'),
        validTo: new Date('2026-03-01'),
        keyType: 'ec',
        keyBits: 256,
        chainLength: 2,
        chainError: undefined,
        nameMatches: true,
        ...changes.certificate,
      },
      asksForClientCertificate: false,
      resumption: {
        tls12: true,
        tls13: true,
        tickets: true,
        ticketLifetime: 7200,
        versions: [
          { version: 'TLSv1.2', ticket: true, lifetime: 7200 },
          { version: 'TLSv1.3', ticket: true, lifetime: 7200 },
        ],
        ...changes.resumption,
      },
      hsts: { maxAge: 63_072_000, includeSubDomains: true },
      ...changes.handshakes,
    },
  }
}

/** A version that does not answer. */
export const SILENT = {
  forwardSecret: 'inconclusive',
  notForwardSecret: 'inconclusive',
  suites: [],
  complete: false,
  reason: 'Nothing came within 5 seconds.',
} as const

/** A handshake by finite-field Diffie-Hellman. */
export const USUAL_DHE = {
  completed: true,
  version: 'TLSv1.2',
  suite: 'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256',
  resumed: false,
  alpn: undefined,
} as const

/** A version that is refused. */
export const NO_TLS13 = {
  forwardSecret: 'refused',
  notForwardSecret: 'refused',
  suites: [],
} as const
