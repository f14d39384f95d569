import type { ContentEncryption, EncryptTo } from '../encryption/recipient.js'
import type { TokenActor } from './actor.js'
import type { TokenBinding } from './binding.js'

/** What one token says. */
export interface IssueOptions {
  /** The claim `sub`: who the token speaks for. */
  readonly subject: string
  /** The claim `client_id`: who the token was given to. */
  readonly clientId: string
  /** Scope values, as a list or separated by single spaces. Default: no `scope` claim. */
  readonly scope?: string | readonly string[]
  /** Further claims. Those that the issuer sets itself are refused. */
  readonly claims?: Readonly<Record<string, unknown>>
  /** The claim `aud`. Default: the audience of the issuer. */
  readonly audience?: string | readonly string[]
  /** Whole seconds until the token expires, 1 to the issuer's `maxLifetime`. Default: the issuer's `lifetime`. */
  readonly lifetime?: number
  /**
   * The claim `cnf`: keys that whoever sends the token has to prove. That the client holds them is
   * for the caller to check, before.
   */
  readonly binding?: TokenBinding
  /** The claim `act`: who acts for the subject (RFC 8693 §4.1). */
  readonly actor?: TokenActor
  /** The claim `grant_id`, by which all tokens of a grant can be withdrawn. */
  readonly grantId?: string
  /** The claim `auth_time`, in seconds: when the subject logged in (RFC 9068 §2.2.1). */
  readonly authTime?: number
  /** The claim `acr`: how the subject logged in. */
  readonly acr?: string
  /** The claim `amr`: by which methods. */
  readonly amr?: readonly string[]
  /** The claim `authorization_details` (RFC 9396), at most 20, each with a `type`. */
  readonly authorizationDetails?: readonly AuthorizationDetail[]
  /**
   * Encrypts the token, so that nobody but the holder of this key can read it: a public JWK, or a JWK
   * Set or list from which one for encryption is chosen. Default: the issuer's `encryptTo`.
   */
  readonly encryptTo?: EncryptTo
  /** How the content is encrypted. Default: the issuer's, `A256GCM`. */
  readonly contentEncryption?: ContentEncryption
}

/** One authorization detail (RFC 9396 §2). */
export interface AuthorizationDetail {
  readonly type: string
  readonly [member: string]: unknown
}
