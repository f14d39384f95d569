import type { TlsVersion } from '../tls-version.js'
import type { CipherSuite } from './cipher-suites.js'

/** What a server answered to one ClientHello. */
export type Answer = Chosen | Refused | Unclear

/** It chose from what was offered. */
export interface Chosen {
  readonly kind: 'chosen'
  readonly suite: CipherSuite
  /** The group that it chose, where the suite has one. */
  readonly group?: number | undefined
  /** Its ephemeral key; none where it has asked for another hello first (HelloRetryRequest). */
  readonly ephemeralKey?: EphemeralKey | undefined
  /** TLS 1.2 and below. */
  readonly extendedMasterSecret?: boolean | undefined
  readonly sessionTicket?: boolean | undefined
}

/** It said by an alert, or by going on with a lower version, that it takes nothing of it. */
interface Refused {
  readonly kind: 'refused'
  /** Whether it is the version that it does not take. */
  readonly isVersion: boolean
  /** The lower version that it would go on with, and the suite. */
  readonly lower?: { readonly version: TlsVersion; readonly suite: CipherSuite } | undefined
}

/** Nothing follows from it. */
export interface Unclear {
  readonly kind: 'unclear'
  /** A sentence. Nothing of what the server sent stands in it. */
  readonly reason: string
  /** Whether the connection broke: another might not. */
  readonly isBroken: boolean
}

/** The public value that a server made for one connection. */
export interface EphemeralKey {
  readonly kind: 'ec' | 'ffdhe'
  readonly publicValue: Buffer
  /** Of a finite field: how many bits its prime has. */
  readonly primeBits?: number | undefined
}

export function unclear(reason: string, isBroken = false): Unclear {
  return { kind: 'unclear', reason, isBroken }
}
