import type { JWK } from 'jose'

/** The keys of one issuer, as {@link KeysSnapshot} holds them. Public keys only. */
export interface ExportedIssuerKeys {
  readonly issuer: string
  /** The `keys` URL that the issuer was configured with; `undefined`: found by discovery. */
  readonly keysUrl?: string | undefined
  /** When the provider last confirmed them, in seconds since the epoch. */
  readonly fetchedAt: number
  readonly keys: readonly JWK[]
}

/**
 * The keys that a verifier held, as plain JSON: for `importKeys` of another process.
 * Whoever can change it can sign tokens: keep it where configuration is kept.
 */
export interface KeysSnapshot {
  readonly version: 1
  readonly issuers: readonly ExportedIssuerKeys[]
}
