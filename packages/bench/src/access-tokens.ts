import type { SigningKey } from '@countersign/issuer'
import { signCompact } from '@countersign/testing'
import { AUDIENCE } from './providers.js'
import { received } from './received.js'

/** Who signs them. */
export const ISSUER = 'https://id.example'

/** Longer than any benchmark runs. Peers know no other time than that of the machine. */
const LIFETIME = 86_400

const SCOPES = ['orders:read', 'orders:write', 'profile']

/** What a token of a series can be made with. */
export interface AccessTokenOptions {
  /** Seconds since the epoch. */
  readonly now: number
  /** How many characters of a claim more it has. */
  readonly padding?: number
  /** Default: three of them. */
  readonly scopes?: readonly string[]
}

/**
 * The access token of this number, as RFC 9068 has it: of some 750 characters if RSA signs it. With a
 * key of Ed25519 it always comes out the same, so that a million of them need not be kept anywhere.
 */
export function accessToken(
  key: SigningKey,
  at: number,
  { now, padding = 0, scopes = SCOPES }: AccessTokenOptions,
): string {
  const header = { alg: key.algorithm, typ: 'at+jwt', kid: key.kid }
  const payload = {
    iss: ISSUER,
    aud: AUDIENCE,
    sub: `user-${at}`,
    client_id: 'web-shop',
    scope: scopes.join(' '),
    iat: now,
    exp: now + LIFETIME,
    jti: uuidOf(at),
    roles: ['editor'],
    tenant: { id: 't-17', plan: 'team' },
    ...(padding > 0 && { note: 'x'.repeat(padding) }),
  }
  return received(signCompact({ header, payload, key }))
}

function uuidOf(at: number): string {
  return `9e107d9d-372b-4b6e-8d8f-${at.toString(16).padStart(12, '0')}`
}

/** The same token with another signature, which nobody has made. */
export function withOtherSignature(token: string): string {
  const at = token.lastIndexOf('.') + 10
  const other = token[at] === 'A' ? 'B' : 'A'
  return received(`${token.slice(0, at)}${other}${token.slice(at + 1)}`)
}
