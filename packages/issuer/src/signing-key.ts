import type { KeyObject } from 'node:crypto'
import { calculateJwkThumbprint, type JWK } from 'jose'
import { isSigningAlgorithm, KEY_KINDS, type SigningAlgorithm } from './algorithms.js'
import { assertNewKey, generatePair } from './key-pair.js'

/** A private key that signs tokens, and the public half that is published for it. */
export interface SigningKey {
  /** Names the key in the header of a token and in the published set. */
  readonly kid: string
  readonly algorithm: SigningAlgorithm
  readonly privateKey: KeyObject
  /** The published half, with `kid`, `alg` and `use: 'sig'`. */
  readonly publicJwk: JWK
}

/** What {@link generateSigningKey} lets you choose. */
export interface SigningKeyOptions {
  /** Default: the SHA-256 thumbprint of the public key (RFC 7638). */
  readonly kid?: string
  /** Size of an RSA key in bits, 2048 to 8192, default 2048. Other algorithms ignore it. */
  readonly modulusLength?: number
}

/**
 * Makes a new signing key.
 *
 * @param algorithm Default `ES256`.
 * @throws TypeError that names the algorithm or option that is wrong.
 */
export async function generateSigningKey(
  algorithm: SigningAlgorithm = 'ES256',
  options: SigningKeyOptions = {},
): Promise<SigningKey> {
  if (!isSigningAlgorithm(algorithm)) {
    throw new TypeError('"algorithm" must be a supported asymmetric algorithm')
  }
  const { kid, modulusLength = 2048 } = options
  assertNewKey(kid, modulusLength)
  const { privateKey, publicKey } = await generatePair(KEY_KINDS[algorithm], modulusLength)
  const jwk: JWK = publicKey.export({ format: 'jwk' })
  const name = kid ?? (await calculateJwkThumbprint(jwk))
  return {
    kid: name,
    algorithm,
    privateKey,
    publicJwk: { ...jwk, kid: name, alg: algorithm, use: 'sig' },
  }
}
