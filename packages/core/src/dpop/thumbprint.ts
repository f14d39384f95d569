import { hash } from 'node:crypto'
import type { JWK } from 'jose'

/** The members that make a key, in the order of RFC 7638 §3.3; RFC 9964 §6 for the last. */
const MEMBERS: Readonly<Record<string, readonly (keyof JWK)[]>> = {
  EC: ['crv', 'kty', 'x', 'y'],
  OKP: ['crv', 'kty', 'x'],
  RSA: ['e', 'kty', 'n'],
  AKP: ['alg', 'kty', 'pub'],
}

/** The SHA-256 thumbprint of a public key (RFC 7638), as `cnf.jkt` has it. */
export function thumbprintOf(jwk: JWK): string {
  const members = MEMBERS[jwk.kty ?? ''] ?? []
  const own = Object.fromEntries(members.map((name) => [name, jwk[name]]))
  return hash('sha256', JSON.stringify(own), 'base64url')
}
