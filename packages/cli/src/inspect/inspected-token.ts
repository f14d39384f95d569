import type { Finding } from './finding.js'
import type { KindId } from './kinds.js'
import type { Members } from './members.js'

/** What a text turned out to be. */
type Format = 'jws' | 'jwe' | 'sd-jwt' | 'opaque' | 'foreign'

/** The digest of a key or certificate that is in a token. */
export interface Thumbprint {
  /** Such as `header.jwk`. */
  readonly of: string
  /** RFC 7638, or of the certificate (RFC 8705 §3.1); SHA-256, base64url. */
  readonly value: string
}

/** A claim that was disclosed beside an SD-JWT (RFC 9901 §4.2). */
export interface Disclosure {
  /** `undefined`: an element of a list. */
  readonly name: string | undefined
  readonly value: unknown
  /** Whether the signed part holds its digest. */
  readonly isPromised: boolean
}

/** What a token says. Never the token, nor its signature. What it says is not to be believed. */
export interface InspectedToken {
  /** Where it was found: `argument`, `Authorization: Bearer` … */
  readonly source: string
  readonly format: Format
  /** `undefined`: it does not say what it is for. */
  readonly kind: KindId | undefined
  /** For people. */
  readonly title: string
  readonly characters: number
  readonly header?: Members | undefined
  readonly claims?: Members | undefined
  readonly thumbprints: readonly Thumbprint[]
  readonly disclosures?: readonly Disclosure[]
  /** Of a DPoP proof: whether the key that it brings has signed it. The only signature that is checked. */
  readonly signedByOwnKey?: boolean | undefined
  readonly findings: readonly Finding[]
  /** What is neither wrong nor unusual, and worth knowing. */
  readonly notes: readonly string[]
}
