import { hash } from 'node:crypto'
import type { KeyMaterial } from '../keys/key-material.js'

/** What is hashed: the members that make the key, in the order of RFC 7638 §3.3; RFC 9964 §6. */
const TEXTS: Readonly<Record<KeyMaterial['kty'], (jwk: KeyMaterial['jwk']) => string>> = {
  EC: ({ crv, x, y }) => `{"crv":"${crv}","kty":"EC","x":"${x}","y":"${y}"}`,
  OKP: ({ crv, x }) => `{"crv":"${crv}","kty":"OKP","x":"${x}"}`,
  RSA: ({ e, n }) => `{"e":"${e}","kty":"RSA","n":"${n}"}`,
  AKP: ({ alg, pub }) => `{"alg":"${alg}","kty":"AKP","pub":"${pub}"}`,
}

/**
 * The SHA-256 thumbprint of a public key (RFC 7638), as `cnf.jkt` has it. Nothing in its members needs
 * an escape: they are names that we know, and base64url that we have written.
 */
export function thumbprintOf({ kty, jwk }: KeyMaterial): string {
  return hash('sha256', TEXTS[kty](jwk), 'base64url')
}
