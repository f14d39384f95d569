import type { KeyObject } from 'node:crypto'
import { generateSigningKey, type SigningAlgorithm } from '@countersign/issuer'
import { calculateJwkThumbprint, type JWK } from 'jose'

/** A key pair that proves who holds a token (RFC 9449 §2). */
export interface ProofKey {
  readonly algorithm: SigningAlgorithm
  readonly privateKey: KeyObject
  /** What stands in the header of a proof: the members that make the key, and no others. */
  readonly publicJwk: JWK
  /** RFC 7638, SHA-256: the `cnf.jkt` of a token that is bound to this key. */
  readonly thumbprint: string
}

/** Makes a new key pair for {@link proof}. Throws a TypeError for an algorithm that is not supported. */
export async function createProofKey(algorithm: SigningAlgorithm = 'ES256'): Promise<ProofKey> {
  const { privateKey, publicJwk: published } = await generateSigningKey(algorithm)
  const { kid: _kid, alg: _alg, use: _use, ...publicJwk } = published
  return { algorithm, privateKey, publicJwk, thumbprint: await calculateJwkThumbprint(publicJwk) }
}
