import type { SigningKey } from '@countersign/issuer'
import type { SignParts } from '../test-identity-provider.js'
import type { Overrides } from '../test-tokens.js'

/** Tokens by what is wrong with them. */
export type NamedTokens = Readonly<Record<string, string>>

/** What is known of a server under attack: enough to make tokens for it. */
export interface AttackSubject {
  readonly issuer: string
  readonly audience: string
  /** Seconds since 1970, as the server sees it. */
  now(): number
  /** The set that the server takes its keys from; empty where it is not known. */
  readonly jwks: { readonly keys: readonly unknown[] }
  /** Private keys by `kid`, the one that signs good tokens first; empty where none is known. */
  readonly keys: ReadonlyMap<string, SigningKey>
  /**
   * An address that nobody has a reason to fetch from: tokens name it, and whoever listens there sees if it was
   * fetched. Best it serves the keys of `attackerJwks`.
   */
  readonly collectorUrl?: string
  /** The claims of a good token with changes; `undefined` takes a claim away. */
  claims(overrides?: Overrides): Record<string, unknown>
  /** Header and payload of a good token with changes, encoded: what a signature would cover. Needs no key. */
  input(parts?: SignParts): string
  /** A good token as it is. Needs no key. */
  token(): string
  /** A token with changes, signed. Throws where no private key is known: see {@link TokenAttack.needs}. */
  sign(parts?: SignParts): string
}

/** How bad it is that a server takes one of these tokens. */
export type AttackSeverity = 'critical' | 'high' | 'medium' | 'low'

/** What kind of lie a token tells. */
export type AttackFamily =
  | 'alg none'
  | 'key injection'
  | 'key id'
  | 'alg confusion'
  | 'signature'
  | 'structure'
  | 'base64url'
  | 'JSON'
  | 'cross-JWT'
  | 'claims'
  | 'crit'
  | 'JWE'
  | 'size'

/** What a subject has to know: a good token alone, the public keys as well, or a private key. */
export type AttackNeeds = 'token' | 'public-keys' | 'signing-key'

/** Tokens of one kind that every verifier has to refuse like any other invalid token. */
export interface TokenAttack {
  /** Stable, for reports: `alg-none`, `hmac-with-pem`. */
  readonly id: string
  /** Rows of the conformance table. */
  readonly rows: readonly string[]
  readonly family: AttackFamily
  /** What a good server does: `refuses …`. */
  readonly title: string
  /**
   * `critical`: whoever has no private key makes a token. `high`: a token that was meant for something else, or has
   * ended, is taken. `medium`: a claim is read as something that it is not. `low`: a good token has many spellings.
   */
  readonly severity: AttackSeverity
  readonly needs: AttackNeeds
  /**
   * What a good server may answer beside 401: `malformed` tokens are no token68 (RFC 9110 §11.2), so 400 is as good;
   * of those that are `too-large` the machinery in front of it may answer 413 or 431, or hang up.
   */
  readonly answer?: 'malformed' | 'too-large'
  /**
   * Every character is one octet of the header field, so Node sends the text as it is. None come where the attack does
   * not apply: an attack on RSA, and the subject has no such key.
   */
  readonly tokens: (subject: AttackSubject) => NamedTokens | Promise<NamedTokens>
}
