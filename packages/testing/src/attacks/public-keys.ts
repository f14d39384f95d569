import { createPublicKey, type KeyObject } from 'node:crypto'
import type { JWK } from 'jose'
import type { AttackSubject } from './token-attack.js'

/** A published key that tokens are verified with. */
export interface PublicKey {
  readonly jwk: JWK
  readonly key: KeyObject
  /** The `alg` of the key, or what its kind suggests. */
  readonly algorithm: string
}

/** A set of any size comes from elsewhere: the first ones stand for all. */
const MOST = 6

const BY_KIND: Readonly<Record<string, string>> = {
  RSA: 'RS256',
  'P-256': 'ES256',
  'P-384': 'ES384',
  'P-521': 'ES512',
  Ed25519: 'EdDSA',
}

/** The keys of the published set that can verify signatures. What is no such key is passed over. */
export function publicKeysOf({ jwks }: AttackSubject): readonly PublicKey[] {
  return jwks.keys
    .filter((entry) => typeof entry === 'object' && entry !== null)
    .flatMap((entry) => usable(entry as JWK))
    .slice(0, MOST)
}

function usable(jwk: JWK): readonly PublicKey[] {
  const { kty, crv, alg } = jwk
  const usual = BY_KIND[String(kty === 'RSA' ? kty : crv)]
  if (usual === undefined || jwk.use === 'enc') return []
  try {
    const key = createPublicKey({ key: jwk, format: 'jwk' })
    return [{ jwk, key, algorithm: typeof alg === 'string' ? alg : usual }]
  } catch {
    return []
  }
}
