import { createPrivateKey, type KeyObject, sign, verify } from 'node:crypto'
import { types } from 'node:util'
import type { CryptoKey, JWK } from 'jose'
import { ALGORITHMS, ALL_ALGORITHMS, type Algorithm } from '../algorithms.js'
import { ConfigError } from '../errors.js'
import { importMaterial } from '../keys/key-material.js'
import { isPlainObject } from '../token/seal.js'

/** The private key of a client, and what it signs with. */
export interface ClientKey {
  /** As the user gave it. */
  readonly given: JWK | CryptoKey
  readonly key: KeyObject | CryptoKey
  readonly algorithm: Algorithm
  readonly kid: string | undefined
}

const PROBE = Buffer.from('countersign')

// A trusted-issuer function gives the same object with each token, and to import one takes a while.
const imported = new WeakMap<object, KeyObject>()

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
  const signs =
    operations === undefined || (Array.isArray(operations) && operations.includes('sign'))
  if ((use !== undefined && use !== 'sig') || !signs) {
    throw new ConfigError(option, 'must be for signatures (use, key_ops)')
  }
  if (kid !== undefined && typeof kid !== 'string') {
    throw new ConfigError(option, 'must have a "kid" that is a string, or none')
  }
  const algorithm = algorithmOf(option, jwk, rsaAlgorithm)
  const key = imported.get(jwk) ?? importPair(option, jwk)
  imported.set(jwk, key)
  return { given: jwk, key, algorithm, kid }
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

/**
 * Imports both halves, and tries whether they belong together: the provider would only ever say that it
 * does not know us. Without causes: nothing may repeat a member of the key.
 */
function importPair(option: string, jwk: Record<string, unknown>): KeyObject {
  let key: KeyObject
  let isPair: boolean
  try {
    const { publicKey, kty } = importMaterial(jwk)
    key = createPrivateKey({ key: jwk, format: 'jwk' })
    const hash = kty === 'OKP' ? null : 'sha256'
    isPair = verify(hash, PROBE, publicKey, sign(hash, PROBE, key))
  } catch {
    throw new ConfigError(option, 'must be a key that can be imported, RSA with 2048 bits at least')
  }
  if (!isPair) throw new ConfigError(option, 'must have the public half that belongs to its "d"')
  return key
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
  if (modulusLength !== undefined && modulusLength < MIN_MODULUS_BITS) {
    throw new ConfigError(option, `must have at least ${MIN_MODULUS_BITS} bits`)
  }
  return { given: key, key, algorithm, kid: undefined }
}

/** What the algorithms of WebCrypto say of their keys, each some of it. */
interface KeyAlgorithmDetails {
  readonly name: string
  readonly hash?: { readonly name: string }
  readonly namedCurve?: string
  readonly modulusLength?: number
}
