import type { IssuerProfile } from '../config/resolve-issuer.js'
import type { KeySource } from '../keys/key-source.js'

/** A trusted issuer: what its tokens are measured by, and its keys. */
export interface Issuer {
  readonly profile: IssuerProfile
  readonly keys: KeySource
}
