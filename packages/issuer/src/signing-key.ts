import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto'
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

// Not as KeyObjects: on Node 20, to export a generated one as a JWK locks the process up for ever if
// the garbage of its generation is collected just then.
const publicKeyEncoding = { type: 'spki', format: 'der' } as const
const privateKeyEncoding = { type: 'pkcs8', format: 'der' } as const
const encoding = { publicKeyEncoding, privateKeyEncoding }

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

  const pair = await generatePair(KEY_KINDS[algorithm], modulusLength)
  const privateKey = createPrivateKey({ key: pair.privateKey, ...privateKeyEncoding })
  const publicKey = createPublicKey({ key: pair.publicKey, ...publicKeyEncoding })
  const jwk: JWK = publicKey.export({ format: 'jwk' })
  const name = kid ?? (await calculateJwkThumbprint(jwk))
  return {
    kid: name,
    algorithm,
    privateKey,
    publicJwk: { ...jwk, kid: name, alg: algorithm, use: 'sig' },
  }
}

interface EncodedPair {
  readonly publicKey: Buffer
  readonly privateKey: Buffer
}

function generatePair(kind: KeyKind, modulusLength: number): Promise<EncodedPair> {
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, publicKey: Buffer, privateKey: Buffer): void => {
      if (error) reject(error)
      else resolve({ publicKey, privateKey })
    }
    if (kind.type === 'rsa') generateKeyPair('rsa', { modulusLength, ...encoding }, done)
    else if (kind.type === 'ec') {
      generateKeyPair('ec', { namedCurve: kind.namedCurve, ...encoding }, done)
    } else generateKeyPair('ed25519', encoding, done)
  })
}
