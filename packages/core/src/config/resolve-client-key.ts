import { createPrivateKey, type KeyObject } from 'node:crypto'
import { types } from 'node:util'
import type { CryptoKey, JWK } from 'jose'
import { ALGORITHMS, ALL_ALGORITHMS, type Algorithm } from '../algorithms.js'
import { ConfigError } from '../errors.js'
import { isPlainObject } from '../token/seal.js'

/** The private key of a client, and what it signs with. */
export interface ClientKey {
  /** As the user gave it. */
  readonly given: JWK | CryptoKey
  readonly key: KeyObject | CryptoKey
  readonly algorithm: Algorithm
  readonly kid: string | undefined
}

/** RFC 7518 §3.3. */
const MIN_MODULUS_BITS = 2048

const CURVE_ALGORITHMS: ReadonlyMap<unknown, Algorithm> = new Map([
  ['P-256', 'ES256'],
  ['P-384', 'ES384'],
  ['P-521', 'ES512'],
])

/**
 * Checks a private key that signs client assertions; throws a ConfigError. Its algorithm is the `alg`
 * of the JWK, or else the one of its curve, EdDSA, or for RSA `rsaAlgorithm`.
 */
export function resolveClientKey(
  option: string,
  given: unknown,
  rsaAlgorithm: Algorithm,
): ClientKey {
  if (types.isCryptoKey(given)) return fromCryptoKey(option, given)
  if (!isPlainObject(given)) throw new ConfigError(option, 'must be a JWK or a CryptoKey')
  return fromJwk(option, given, rsaAlgorithm)
}

function fromJwk(option: string, jwk: Record<string, unknown>, rsaAlgorithm: Algorithm): ClientKey {
  const { kty, d, use, key_ops: operations, kid } = jwk
  if (kty === 'oct' || 'k' in jwk) throw new ConfigError(option, 'must not be symmetric')
  if (typeof d !== 'string') throw new ConfigError(option, 'must be private: it has no "d"')
  const signs = operations === undefined || (Array.isArray(operations) && isForSigning(operations))
  if ((use !== undefined && use !== 'sig') || !signs) {
    throw new ConfigError(option, 'must be for signatures (use, key_ops)')
  }
  if (kid !== undefined && typeof kid !== 'string') {
    throw new ConfigError(option, 'must have a "kid" that is a string, or none')
  }
  const algorithm = algorithmOf(option, jwk, rsaAlgorithm)
  const key = importKey(option, jwk)
  checkModulus(option, key.asymmetricKeyDetails?.modulusLength)
  return { given: jwk, key, algorithm, kid }
}

function isForSigning(operations: readonly unknown[]): boolean {
  return operations.includes('sign')
}

function algorithmOf(
  option: string,
  { kty, crv, alg }: Record<string, unknown>,
  rsaAlgorithm: Algorithm,
): Algorithm {
  const known = ALL_ALGORITHMS.filter((name) => {
    const row = ALGORITHMS[name]
    return row.kty === kty && row.crv === (kty === 'RSA' ? undefined : crv)
  })
  if (known.length === 0) throw new ConfigError(option, 'must be of RSA, P-256 … P-521 or Ed25519')
  if (alg === undefined) {
    if (kty === 'RSA') return rsaAlgorithm
    return CURVE_ALGORITHMS.get(crv) ?? 'EdDSA'
  }
  const named = known.find((name) => name === alg)
  if (named === undefined) {
    throw new ConfigError(option, `must have ${known.join(' or ')} for its "alg"`)
  }
  return named
}

/** Without the cause: nothing may repeat a member of the key. */
function importKey(option: string, jwk: Record<string, unknown>): KeyObject {
  try {
    return createPrivateKey({ key: jwk, format: 'jwk' })
  } catch {
    throw new ConfigError(option, 'must be a private key that can be imported')
  }
}

function fromCryptoKey(option: string, key: CryptoKey): ClientKey {
  if (key.type !== 'private') throw new ConfigError(option, 'must be private')
  if (!key.usages.includes('sign')) throw new ConfigError(option, 'must be for signatures (usages)')
  const { name, hash, namedCurve, modulusLength } = key.algorithm as KeyAlgorithmDetails
  const bits = hash?.name.replace('SHA-', '')
  const names: Readonly<Record<string, string | undefined>> = {
    'RSASSA-PKCS1-v1_5': `RS${bits}`,
    'RSA-PSS': `PS${bits}`,
    ECDSA: CURVE_ALGORITHMS.get(namedCurve),
    Ed25519: 'EdDSA',
  }
  const algorithm = ALL_ALGORITHMS.find((one) => one === names[name])
  if (!algorithm) throw new ConfigError(option, 'must be of RSA, P-256 … P-521 or Ed25519')
  checkModulus(option, modulusLength)
  return { given: key, key, algorithm, kid: undefined }
}

/** What the algorithms of WebCrypto say of their keys, each some of it. */
interface KeyAlgorithmDetails {
  readonly name: string
  readonly hash?: { readonly name: string }
  readonly namedCurve?: string
  readonly modulusLength?: number
}

function checkModulus(option: string, bits: number | undefined): void {
  if (bits !== undefined && bits < MIN_MODULUS_BITS) {
    throw new ConfigError(option, `must have at least ${MIN_MODULUS_BITS} bits`)
  }
}
