import type { JSONWebKeySet } from 'jose'

/** What a client may ask the token endpoint for. */
export type GrantType = 'client_credentials' | 'refresh_token' | 'token_exchange'

/** A client of the endpoints. It authenticates itself in one way: by a secret, a key, or not at all. */
export interface IssuerClient {
  readonly clientId: string
  /** A secret of at least 32 characters, random: it is hashed once, and guessing is not slowed down. */
  readonly secret?: string
  /** The same as `clientSecretHash(secret)`, or two of them while a secret is changed. */
  readonly secretHash?: string | readonly string[]
  /** Public keys of the client, for `private_key_jwt` (RFC 7523 §2.2). */
  readonly jwks?: JSONWebKeySet
  /** A client that can keep no secret. It may refresh and revoke its own tokens, and nothing else. */
  readonly public?: true
  /** What it may ask the token endpoint for. Default: nothing. */
  readonly grantTypes?: readonly GrantType[]
  /** Audiences that it may have tokens for. Default: the issuer's own `audience`. */
  readonly audiences?: readonly string[]
  /** Scope values that it may have by `client_credentials` and token exchange. Default: none. */
  readonly scopes?: readonly string[]
  /** The audiences that this client itself is, as a resource server: tokens for them it may introspect. */
  readonly resources?: readonly string[]
}

/** Looks a client up by an identifier that anybody may have sent. `undefined` or `null`: there is no such client. */
export type ClientLookup = (
  clientId: string,
) => IssuerClient | null | undefined | Promise<IssuerClient | null | undefined>
