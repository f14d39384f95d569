import { createPublicKey, type KeyObject } from 'node:crypto'
import { calculateJwkThumbprint, type JWK } from 'jose'
import type { KeyKind } from '../algorithms.js'
import { assertNewKey, generatePair } from '../key-pair.js'
import {
  ENCRYPTION_CURVES,
  isKeyManagement,
  type EncryptionCurve,
  type KeyManagement,
} from './algorithms.js'

/** A key that others encrypt tokens to, and the private half that decrypts them. */
export interface EncryptionKey {
  /** Names the key in the header of a token and in the published set. */
  readonly kid: string
  readonly algorithm: KeyManagement
  /** The published half, with `kid`, `alg` and `use: 'enc'`: for `encryptTo` of an issuer. */
  readonly publicJwk: JWK
  /** All of it, for `decryption` of a verifier. Keep it secret. */
  readonly privateJwk: JWK
}

/** What {@link generateEncryptionKey} lets you choose. */
export interface EncryptionKeyOptions {
  /** Default: the SHA-256 thumbprint of the public key (RFC 7638). */
  readonly kid?: string
  /** For ECDH-ES, default `P-256`. RSA ignores it. */
  readonly curve?: EncryptionCurve
  /** Size of an RSA key in bits, 2048 to 8192, default 2048. Others ignore it. */
  readonly modulusLength?: number
}

/**
 * Makes a new key to encrypt tokens to.
 *
 * @param algorithm How the key of a token is agreed on or sent (RFC 7518 §4). Default `ECDH-ES+A256KW`.
 * @throws TypeError that names the algorithm or option that is wrong.
 */
export async function generateEncryptionKey(
  algorithm: KeyManagement = 'ECDH-ES+A256KW',
  options: EncryptionKeyOptions = {},
): Promise<EncryptionKey> {
  assertKeyManagement(algorithm)
  const { kid, curve = 'P-256', modulusLength = 2048 } = options
  assertNewKey(kid, modulusLength)
  assertCurve(curve)
  const { privateKey } = await generatePair(kindOf(algorithm, curve), modulusLength)
  return encryptionKeyOf(privateKey, algorithm, kid)
}

/** Both halves as JWKs, named by the thumbprint unless there is another name. */
export async function encryptionKeyOf(
  privateKey: KeyObject,
  algorithm: KeyManagement,
  name?: string,
): Promise<EncryptionKey> {
  const jwk: JWK = createPublicKey(privateKey).export({ format: 'jwk' })
  const kid = name ?? (await calculateJwkThumbprint(jwk))
  const members = { kid, alg: algorithm, use: 'enc' }
  return {
    kid,
    algorithm,
    publicJwk: { ...jwk, ...members },
    privateJwk: { ...privateKey.export({ format: 'jwk' }), ...members },
  }
}

export function assertKeyManagement(value: unknown): asserts value is KeyManagement {
  if (isKeyManagement(value)) return
  throw new TypeError('"algorithm" must be an ECDH-ES or RSA-OAEP algorithm that is supported')
}

export function assertCurve(value: unknown): asserts value is EncryptionCurve {
  if (ENCRYPTION_CURVES.some((one) => one === value)) return
  throw new TypeError(`"curve" must be one of ${ENCRYPTION_CURVES.join(', ')}`)
}

function kindOf(
  algorithm: KeyManagement,
  curve: EncryptionCurve,
): KeyKind | { readonly type: 'x25519' } {
  if (algorithm.startsWith('RSA')) return { type: 'rsa' }
  return curve === 'X25519' ? { type: 'x25519' } : { type: 'ec', namedCurve: curve }
}
