import type { CipherSuite } from '../hello/cipher-suites.js'
import type { NamedGroup } from '../hello/named-groups.js'
import type { Outcome } from '../outcome.js'
import type { TlsVersion } from '../tls-version.js'

/** What raw ClientHellos told of one address. No handshake of these was completed. */
export interface Survey {
  /** Every version that was asked for, oldest first. */
  readonly versions: readonly VersionSurvey[]
  /** Those that were asked for: of TLS 1.3, and of the newest other version with ECDHE, where they are spoken. */
  readonly groups: readonly GroupSurvey[]
  /** Whether two of the samples carried the same ephemeral public value. */
  readonly ephemeralKeys: EphemeralKeys
  /** Bits of the primes of finite-field Diffie-Hellman that were seen in TLS 1.2 and below. */
  readonly dhePrimes: readonly number[]
}

export interface VersionSurvey {
  readonly version: TlsVersion
  /** To a hello of this version with forward-secret suites: the control, where there is one. */
  readonly forwardSecret: Outcome
  /** To a hello with the same extensions that offers nothing but suites without forward secrecy. */
  readonly notForwardSecret: Outcome
  /** Why one of them is inconclusive, or the enumeration not complete, as a sentence. */
  readonly reason?: string | undefined
  /** Suites that were accepted, in the order in which the server chose them. */
  readonly suites: readonly CipherSuite[]
  /** Whether the enumeration came to its end: if not, more may be accepted. */
  readonly complete: boolean
  /** Whether it answered with extended_master_secret (RFC 7627) and with session_ticket; TLS 1.2 and below. */
  readonly extendedMasterSecret?: boolean | undefined
  readonly sessionTicket?: boolean | undefined
}

export interface GroupSurvey {
  readonly group: NamedGroup
  readonly outcome: Outcome
}

export interface EphemeralKeys {
  /** How many were seen altogether. */
  readonly samples: number
  /** `undefined`: of TLS 1.3, or of a kind that is older, there were not two to compare. */
  readonly reused: boolean | undefined
}
