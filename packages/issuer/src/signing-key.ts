import { generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { calculateJwkThumbprint, type JWK } from 'jose'
import { isSigningAlgorithm, KEY_KINDS, type KeyKind, type SigningAlgorithm } from './algorithms.js'

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

const generate = promisify(generateKeyPair)

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
  if (kid !== undefined && (typeof kid !== 'string' || kid === '')) {
    throw new TypeError('"kid" must be a non-empty string')
  }
  if (!Number.isInteger(modulusLength) || modulusLength < 2048 || modulusLength > 8192) {
    throw new TypeError('"modulusLength" must be an integer from 2048 to 8192')
  }

  const { publicKey, privateKey } = await generatePair(KEY_KINDS[algorithm], modulusLength)
  const jwk: JWK = publicKey.export({ format: 'jwk' })
  const name = kid ?? (await calculateJwkThumbprint(jwk))
  return {
    kid: name,
    algorithm,
    privateKey,
    publicJwk: { ...jwk, kid: name, alg: algorithm, use: 'sig' },
  }
}

function generatePair(
  kind: KeyKind,
  modulusLength: number,
): Promise<{ publicKey: KeyObject; privateKey: KeyObject }> {
  if (kind.type === 'rsa') return generate('rsa', { modulusLength })
  if (kind.type === 'ec') return generate('ec', { namedCurve: kind.namedCurve })
  return generate('ed25519')
}
