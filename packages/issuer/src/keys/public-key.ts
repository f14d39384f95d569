import { createPublicKey, type KeyObject } from 'node:crypto'
import { calculateJwkThumbprint, type JWK } from 'jose'
import { KEY_KINDS, type SigningAlgorithm } from '../algorithms.js'
import type { SigningKey } from '../signing-key.js'

/** The public half of a signing key. */
export type PublicKey = Omit<SigningKey, 'privateKey'>

const LEAST_RSA_BITS = 2048

// As Node names them.
const CURVES: Readonly<Record<string, string>> = {
  'P-256': 'prime256v1',
  'P-384': 'secp384r1',
  'P-521': 'secp521r1',
}

/** Whether a key is of the kind that the algorithm signs with, and an RSA key large enough. */
export function fits(key: KeyObject, algorithm: SigningAlgorithm): boolean {
  const kind = KEY_KINDS[algorithm]
  const { namedCurve, modulusLength = 0 } = key.asymmetricKeyDetails ?? {}
  if (key.asymmetricKeyType !== kind.type) return false
  if (kind.type === 'ec') return namedCurve === CURVES[kind.namedCurve]
  return kind.type !== 'rsa' || modulusLength >= LEAST_RSA_BITS
}

/** The public half of a key, which is named by its thumbprint (RFC 7638). */
export async function publicKeyOf(key: KeyObject, algorithm: SigningAlgorithm): Promise<PublicKey> {
  const jwk: JWK = (key.type === 'private' ? createPublicKey(key) : key).export({ format: 'jwk' })
  const kid = await calculateJwkThumbprint(jwk)
  return { kid, algorithm, publicJwk: { ...jwk, kid, alg: algorithm, use: 'sig' } }
}
