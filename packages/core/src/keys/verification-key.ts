import { createPublicKey, type KeyObject } from 'node:crypto'
import { ALGORITHMS, isAlgorithm, isPostQuantum, type Algorithm } from '../algorithms.js'
import { decodeBase64url } from '../token/base64url.js'
import { isBlankMlDsaKey, ML_DSA_KEY_BYTES, supportsMlDsa } from './ml-dsa.js'
import { isSmallOrder } from './small-order.js'

/** A public key of an issuer, ready to verify with. */
export interface VerificationKey {
  readonly kid: string | undefined
  readonly kty: 'RSA' | 'EC' | 'OKP' | 'AKP'
  readonly crv: string | undefined
  /** The one algorithm that the JWK allows (RFC 7517 §4.4); `undefined`: any that fits its type. */
  readonly algorithm: Algorithm | undefined
  readonly publicKey: KeyObject
  /** Length of the modulus, and so of every signature; RSA only. */
  readonly modulusBytes: number | undefined
}

/** Members of private and symmetric keys only (RFC 7518 §6.2.2, §6.3.2, §6.4.1, RFC 9964 §3). */
const SECRET_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv']

const COORDINATE_BYTES: ReadonlyMap<unknown, number> = new Map([
  ['P-256', 32],
  ['P-384', 48],
  ['P-521', 66],
])

// RFC 7518 §3.3 sets the lower bound. The upper ones bound the work: a set is not ours.
const MIN_MODULUS_BITS = 2048
const MAX_MODULUS_BYTES = 1024
const MAX_EXPONENT_BYTES = 4

/** Imports one entry of a JWK Set; throws an Error that says why it is of no use. */
export function importVerificationKey(entry: unknown): VerificationKey {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry))
    throw problem('no object')
  const jwk = entry as Record<string, unknown>
  for (const member of SECRET_MEMBERS) {
    if (member in jwk) throw problem('private or symmetric')
  }
  const { kid, use, key_ops: operations, ext, alg } = jwk
  if (kid !== undefined && typeof kid !== 'string') throw problem('malformed kid')
  if (use !== undefined && use !== 'sig') throw problem('not for signatures (use)')
  if (operations !== undefined && !allowsVerification(operations)) {
    throw problem('not for verification (key_ops)')
  }
  if (ext !== undefined && typeof ext !== 'boolean') throw problem('malformed ext')
  const material = importMaterial(jwk)
  if (alg === undefined) return { kid, algorithm: undefined, ...material }
  if (!isAlgorithm(alg)) throw problem('unsupported alg')
  const row = ALGORITHMS[alg]
  if (row.kty !== material.kty || row.crv !== material.crv) throw problem('alg of another key type')
  return { kid, algorithm: alg, ...material }
}

/** RFC 7517 §4.3: a list of operations, none of them twice. */
function allowsVerification(operations: unknown): boolean {
  if (!Array.isArray(operations) || new Set(operations).size !== operations.length) return false
  return operations.includes('verify') && operations.every((one) => typeof one === 'string')
}

type Material = Pick<VerificationKey, 'kty' | 'crv' | 'publicKey' | 'modulusBytes'>

function importMaterial(jwk: Record<string, unknown>): Material {
  switch (jwk['kty']) {
    case 'RSA':
      return importRsa(jwk)
    case 'EC':
      return importEc(jwk)
    case 'OKP':
      return importEd25519(jwk)
    case 'AKP':
      return importMlDsa(jwk)
    default:
      throw problem('unsupported kty')
  }
}

function importRsa(jwk: Record<string, unknown>): Material {
  const n = bytes(jwk, 'n', 1, MAX_MODULUS_BYTES)
  const e = bytes(jwk, 'e', 1, MAX_EXPONENT_BYTES)
  const exponent = e.readUIntBE(0, e.length)
  if (exponent < 3 || exponent % 2 === 0) throw problem('weak exponent')
  const publicKey = createPublicKey({
    key: { kty: 'RSA', n: n.toString('base64url'), e: e.toString('base64url') },
    format: 'jwk',
  })
  const bits = publicKey.asymmetricKeyDetails?.modulusLength ?? 0
  if (bits < MIN_MODULUS_BITS) throw problem('modulus too short')
  return { kty: 'RSA', crv: undefined, publicKey, modulusBytes: Math.ceil(bits / 8) }
}

function importEc(jwk: Record<string, unknown>): Material {
  const { crv } = jwk
  const length = COORDINATE_BYTES.get(crv)
  if (typeof crv !== 'string' || length === undefined) throw problem('unsupported crv')
  const x = bytes(jwk, 'x', length, length).toString('base64url')
  const y = bytes(jwk, 'y', length, length).toString('base64url')
  // OpenSSL refuses a point that is not on the curve.
  const publicKey = createPublicKey({ key: { kty: 'EC', crv, x, y }, format: 'jwk' })
  return { kty: 'EC', crv, publicKey, modulusBytes: undefined }
}

function importEd25519(jwk: Record<string, unknown>): Material {
  if (jwk['crv'] !== 'Ed25519') throw problem('unsupported crv')
  const x = bytes(jwk, 'x', 32, 32)
  if (isSmallOrder(x)) throw problem('point of small order')
  const publicKey = createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: x.toString('base64url') },
    format: 'jwk',
  })
  return { kty: 'OKP', crv: 'Ed25519', publicKey, modulusBytes: undefined }
}

function importMlDsa(jwk: Record<string, unknown>): Material {
  // The algorithm says what the bytes mean, so there is no such key without one (RFC 9964 §3).
  const { alg } = jwk
  if (alg === undefined) throw problem('AKP without alg')
  if (!isAlgorithm(alg)) throw problem('unsupported alg')
  if (!isPostQuantum(alg)) throw problem('alg of another key type')
  const length = ML_DSA_KEY_BYTES[alg]
  const pub = bytes(jwk, 'pub', length, length)
  if (isBlankMlDsaKey(pub)) throw problem('blank key')
  if (!supportsMlDsa(alg)) throw problem('AKP takes Node 24.6 or later')
  const publicKey = createPublicKey({
    key: { kty: 'AKP', alg, pub: pub.toString('base64url') },
    format: 'jwk',
  })
  return { kty: 'AKP', crv: undefined, publicKey, modulusBytes: undefined }
}

function bytes(jwk: Record<string, unknown>, name: string, min: number, max: number): Buffer {
  const value = jwk[name]
  // Its length first: a set may hold megabytes.
  const fits = typeof value === 'string' && value.length <= Math.ceil((max * 4) / 3)
  const decoded = fits ? decodeBase64url(value) : undefined
  if (!decoded || decoded.length < min || decoded.length > max) throw problem(`malformed ${name}`)
  return decoded
}

function problem(text: string): Error {
  return new Error(text)
}
