import type { Outcome } from '../outcome.js'
import type { TlsVersion } from '../tls-version.js'

/** What handshakes completed by `node:tls` told of one address. */
export interface Handshakes {
  /** What a client of today gets: every version and suite that Node offers, not resumed. */
  readonly usual: Completed | Incomplete
  /** One version at a time, SSLv3 left out. */
  readonly versions: readonly {
    readonly version: TlsVersion
    readonly outcome: Outcome
    /** IANA's name of the suite, where there was a handshake. */
    readonly suite?: string | undefined
  }[]
  readonly certificate: CertificateFindings | undefined
  /** Whether the server asked for a client certificate; TLS 1.2 and below tell it surely. */
  readonly asksForClientCertificate: boolean | undefined
  readonly resumption: Resumption
  /** Of the answer to one `GET`; `undefined` for what is no https. */
  readonly hsts: Hsts | undefined
}

export interface Completed {
  readonly completed: true
  readonly version: TlsVersion
  /** `getCipher().standardName`. */
  readonly suite: string
  readonly resumed: boolean
  readonly alpn: string | undefined
}

export interface Incomplete {
  readonly completed: false
  /** A sentence. */
  readonly reason: string
}

export interface CertificateFindings {
  readonly subject: string
  readonly issuer: string
  readonly names: readonly string[]
  readonly validFrom: Date
  readonly validTo: Date
  /** `rsa`, `ec`, `ed25519`. */
  readonly keyType: string
  readonly keyBits: number | undefined
  /** How many certificates the server sent. */
  readonly chainLength: number
  /** Node's code of what is wrong with the chain (`CERT_HAS_EXPIRED`), or nothing. */
  readonly chainError: string | undefined
  /** Whether the name that was asked for stands in it. */
  readonly nameMatches: boolean
}

export interface Resumption {
  /** Whether a second handshake took up the session of the first; by version, where it was tried. */
  readonly tls12: boolean | undefined
  readonly tls13: boolean | undefined
  /** Seconds for which the server wants a ticket to be kept; `undefined`: no ticket, or none that could be read. */
  readonly ticketLifetime: number | undefined
  /** Whether tickets were given at all. `undefined`: not known. */
  readonly tickets: boolean | undefined
  /** By version, where a handshake was completed. */
  readonly versions: readonly VersionTickets[]
}

export interface VersionTickets {
  readonly version: 'TLSv1.2' | 'TLSv1.3'
  /** Whether one was given. `undefined`: not known. */
  readonly ticket: boolean | undefined
  /** Seconds; `undefined`: no ticket, or none that says it. */
  readonly lifetime: number | undefined
}

export interface Hsts {
  /** Seconds; `undefined`: no header, or none that is well-formed. */
  readonly maxAge: number | undefined
  readonly includeSubDomains: boolean
  /** Why it could not be asked for. */
  readonly reason?: string | undefined
}
