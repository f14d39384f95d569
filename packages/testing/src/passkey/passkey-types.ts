import type { KeyObject } from 'node:crypto'
import type { CborValue } from './cbor.js'

/** What an authenticator, or the browser around it, does otherwise than it should. */
export interface PasskeyDeviations {
  readonly origin?: string
  readonly rpId?: string
  readonly challenge?: string
  readonly type?: string
  readonly crossOrigin?: boolean
  readonly userVerified?: boolean
  readonly userPresent?: boolean
  readonly counter?: number
  /** Of an assertion; `undefined`: it has none. */
  readonly userHandle?: string | undefined
  /** Of an attestation, in place of `none`. */
  readonly format?: string
  /** Of an attestation: makes its statement, in place of an empty one. */
  readonly statement?: (attested: AttestedPasskey) => ReadonlyMap<string, CborValue>
  /** COSE number of the algorithm that it says its key is for, in place of -7. */
  readonly algorithm?: number
}

/** What an attestation is about. */
export interface AttestedPasskey {
  readonly authData: Buffer
  /** SHA-256 */
  readonly clientDataHash: Buffer
  readonly credentialId: Buffer
  /** The public key, uncompressed: 65 bytes. */
  readonly point: Buffer
  readonly privateKey: KeyObject
}

/** An answer as `PublicKeyCredential.toJSON()` gives it, for `pair` and `sign in` alike. */
export interface PasskeyAnswer<Response> {
  readonly id: string
  readonly rawId: string
  readonly type: 'public-key'
  readonly authenticatorAttachment: 'platform'
  readonly clientExtensionResults: { credProps?: { rk: boolean } }
  readonly response: Response
}

/** Of a registration. */
export interface PasskeyAttestation {
  readonly clientDataJSON: string
  readonly attestationObject: string
  readonly transports: ('internal' | 'hybrid')[]
  readonly publicKeyAlgorithm: number
}

/** Of a sign-in, or of whatever else it is asked to sign. */
export interface PasskeyAssertion {
  readonly clientDataJSON: string
  readonly authenticatorData: string
  readonly signature: string
  readonly userHandle?: string
}

/**
 * A passkey in software, for tests of WebAuthn without a browser: one discoverable credential, ES256, `none`
 * attestation, user verification, and a counter. It answers what it is asked, whoever asks.
 */
export interface TestPasskey {
  /** base64url */
  readonly credentialId: string
  /** Of the last answer. */
  readonly counter: number
  /** Answers `PublicKeyCredentialCreationOptionsJSON`, as a page on `origin` would have it. */
  create(
    options: object,
    origin: string,
    deviations?: PasskeyDeviations,
  ): PasskeyAnswer<PasskeyAttestation>
  /** Answers `PublicKeyCredentialRequestOptionsJSON`. */
  get(
    options: object,
    origin: string,
    deviations?: PasskeyDeviations,
  ): PasskeyAnswer<PasskeyAssertion>
}
