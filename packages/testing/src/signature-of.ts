import { constants, createHmac, KeyObject, sign, type SignKeyObjectInput } from 'node:crypto'
import type { SigningAlgorithm, SigningKey } from '@countersign/issuer'

/**
 * Also what nobody should accept: tests have to be able to make it.
 * ML-DSA (RFC 9964) takes a key of `generateKeyPair('ml-dsa-44')`, so Node 24.6 or later.
 */
export type RawAlgorithm =
  | SigningAlgorithm
  | 'ML-DSA-44'
  | 'ML-DSA-65'
  | 'ML-DSA-87'
  | 'HS256'
  | 'HS384'
  | 'HS512'
  | 'none'

/** How {@link signatureOf} signs. */
export interface SignatureOptions {
  /** Not checked against the algorithm: a P-384 key signs as ES256 if told to. */
  readonly key: Pick<SigningKey, 'algorithm' | 'privateKey'> | KeyObject
  /** Default: the algorithm of a signing key. */
  readonly algorithm?: RawAlgorithm
  /** Octets of salt in a PSS signature, default the length of the hash. */
  readonly saltLength?: number
  /** The form of an ECDSA signature, default R and S side by side (RFC 7518 §3.4). */
  readonly dsaEncoding?: 'ieee-p1363' | 'der'
}

/** `pure`: the algorithm takes the bytes themselves, and no hash of them. */
type Scheme = 'RS' | 'PS' | 'ES' | 'pure' | 'HS' | 'none'

const ALGORITHMS: Readonly<Record<RawAlgorithm, readonly [scheme: Scheme, hash: string | null]>> = {
  RS256: ['RS', 'sha256'],
  RS384: ['RS', 'sha384'],
  RS512: ['RS', 'sha512'],
  PS256: ['PS', 'sha256'],
  PS384: ['PS', 'sha384'],
  PS512: ['PS', 'sha512'],
  ES256: ['ES', 'sha256'],
  ES384: ['ES', 'sha384'],
  ES512: ['ES', 'sha512'],
  EdDSA: ['pure', null],
  Ed25519: ['pure', null],
  'ML-DSA-44': ['pure', null],
  'ML-DSA-65': ['pure', null],
  'ML-DSA-87': ['pure', null],
  HS256: ['HS', 'sha256'],
  HS384: ['HS', 'sha384'],
  HS512: ['HS', 'sha512'],
  none: ['none', null],
}

/**
 * The signature of a text exactly as it stands.
 *
 * @throws TypeError if the key is a bare `KeyObject` and no supported algorithm is named.
 */
export function signatureOf(text: string, options: SignatureOptions): Buffer {
  const { key: given, saltLength, dsaEncoding = 'ieee-p1363' } = options
  const algorithm = options.algorithm ?? (given instanceof KeyObject ? undefined : given.algorithm)
  if (algorithm === undefined || !Object.hasOwn(ALGORITHMS, algorithm)) {
    throw new TypeError('"algorithm" must be a supported algorithm')
  }
  const key = given instanceof KeyObject ? given : given.privateKey
  const [scheme, hash] = ALGORITHMS[algorithm]
  if (scheme === 'none') return Buffer.alloc(0)
  if (scheme === 'HS') return createHmac(String(hash), key).update(text).digest()

  const how: Readonly<Record<typeof scheme, Omit<SignKeyObjectInput, 'key'>>> = {
    RS: { padding: constants.RSA_PKCS1_PADDING },
    PS: {
      padding: constants.RSA_PKCS1_PSS_PADDING,
      saltLength: saltLength ?? constants.RSA_PSS_SALTLEN_DIGEST,
    },
    ES: { dsaEncoding },
    pure: {},
  }
  return sign(hash, Buffer.from(text), { key, ...how[scheme] })
}
