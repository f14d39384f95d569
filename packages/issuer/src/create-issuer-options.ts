import type { ClientLookup, IssuerClient } from './clients/issuer-client.js'
import type { UsedAssertions } from './clients/used-assertions.js'
import type { EndpointOptions } from './endpoints/endpoint-options.js'
import type { ContentEncryption, EncryptTo, EncryptToAudience } from './encryption/recipient.js'
import type { ExchangePolicy } from './exchange/exchange-options.js'
import type { KeySource } from './key-source.js'
import type { RefreshOptions } from './refresh/grant-options.js'
import type { TokenRevocation } from './revocation/token-revocation.js'
import type { SigningKey } from './signing-key.js'

/** What {@link createIssuer} needs and lets you choose. An unknown or contradicting option throws. */
export interface CreateIssuerOptions {
  /** The issuer identifier: an https URL, or http on loopback, without query and fragment. */
  readonly issuer: string
  /** The default `aud` of tokens. Without it every token has to name one. */
  readonly audience?: string | readonly string[]
  /** A key ring, or a list of at least one key: the first one signs, all of them are published. */
  readonly keys: readonly SigningKey[] | KeySource
  /** Whole seconds that an access token lives, 1 to `maxLifetime`, default 300. */
  readonly lifetime?: number
  /**
   * Whole seconds that no access token may live longer than, 60 to 86 400, default 3 600. A verifier takes
   * a token until it expires: a stolen one is good, and a withdrawn one has to be remembered, for so long.
   */
  readonly maxLifetime?: number
  /**
   * Encrypts every access token to this key, or to the one of its audience, so that clients cannot read
   * it. A function that gives nothing for an audience leaves its tokens signed only. Default: none is.
   */
  readonly encryptTo?: EncryptTo | EncryptToAudience
  /** How the content of encrypted tokens is encrypted, default `A256GCM`. */
  readonly contentEncryption?: ContentEncryption
  /** Turns on `grant` and `refresh`. */
  readonly refresh?: RefreshOptions
  /**
   * The list that the verifiers ask. Without it a revoked grant gives no new tokens, and the last
   * access token of it is good until it expires.
   */
  readonly revocation?: TokenRevocation
  /** Decides on token exchange. Without it there is none. */
  readonly exchange?: ExchangePolicy
  /** Who may use the endpoints: a list, or a function that knows. */
  readonly clients?: readonly IssuerClient[] | ClientLookup
  /** The endpoints that are served beside the documents. All of them need `clients`. */
  readonly endpoints?: EndpointOptions
  /**
   * Remembers client assertions and DPoP proofs, which are good once. Default: in the memory of this
   * process, 100 000 of them, of which no client can fill more than half; with several processes, take a
   * store that they share.
   */
  readonly replay?: UsedAssertions
  /** The time in milliseconds, default `Date.now`. */
  readonly clock?: () => number
}
