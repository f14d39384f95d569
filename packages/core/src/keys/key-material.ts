import {
  createPublicKey,
  type JsonWebKeyInput,
  type KeyObject,
  type PublicKeyInput,
} from 'node:crypto'
import type { JWK } from 'jose'
import { isAlgorithm, isPostQuantum } from '../algorithms.js'
import { decodeBase64url } from '../token/base64url.js'
import { isBlankMlDsaKey, ML_DSA_KEY_BYTES, supportsMlDsa } from './ml-dsa.js'
import { isSmallOrder } from './small-order.js'

/** The mathematics of a public key, imported. */
export interface KeyMaterial {
  readonly kty: 'RSA' | 'EC' | 'OKP' | 'AKP'
  readonly crv: string | undefined
  readonly publicKey: KeyObject
  /** The members of the JWK that make the key (RFC 7638 §3.2), and nothing else. */
  readonly jwk: JWK
  /** Length of the modulus, and so of every signature; RSA only. */
  readonly modulusBytes: number | undefined
}

interface Curve {
  /** Octets of a coordinate. */
  readonly length: number
  /**
   * What stands before the coordinates in a SubjectPublicKeyInfo (RFC 5480 §2). For the large curves:
   * Node takes several times as long to import them as JWK; for P-256, half as long.
   */
  readonly prefix: Buffer | undefined
}

const CURVES: ReadonlyMap<unknown, Curve> = new Map<unknown, Curve>([
  ['P-256', { length: 32, prefix: undefined }],
  ['P-384', { length: 48, prefix: hex('3076301006072a8648ce3d020106052b8104002203620004') }],
  ['P-521', { length: 66, prefix: hex('30819b301006072a8648ce3d020106052b810400230381860004') }],
])

function hex(text: string): Buffer {
  return Buffer.from(text, 'hex')
}

// RFC 7518 §3.3 sets the lower bound. The upper ones bound the work: a set is not ours.
const MIN_MODULUS_BITS = 2048
const MAX_MODULUS_BYTES = 1024
const MAX_EXPONENT_BYTES = 4

/** Imports the mathematics of a public key; throws an Error that says why it is of no use. */
export function importMaterial(jwk: Record<string, unknown>): KeyMaterial {
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
      throw new Error('unsupported kty')
  }
}

function importRsa(jwk: Record<string, unknown>): KeyMaterial {
  const n = memberBytes(jwk, 'n', 1, MAX_MODULUS_BYTES)
  const e = memberBytes(jwk, 'e', 1, MAX_EXPONENT_BYTES)
  const exponent = e.readUIntBE(0, e.length)
  if (exponent < 3 || exponent % 2 === 0) throw new Error('weak exponent')
  const own = { kty: 'RSA', n: n.toString('base64url'), e: e.toString('base64url') }
  const publicKey = createPublicKey({ key: own, format: 'jwk' })
  const bits = publicKey.asymmetricKeyDetails?.modulusLength ?? 0
  if (bits < MIN_MODULUS_BITS) throw new Error('modulus too short')
  return { kty: 'RSA', crv: undefined, publicKey, jwk: own, modulusBytes: Math.ceil(bits / 8) }
}

function importEc(jwk: Record<string, unknown>): KeyMaterial {
  const { crv } = jwk
  const curve = CURVES.get(crv)
  if (typeof crv !== 'string' || curve === undefined) throw new Error('unsupported crv')
  const { length, prefix } = curve
  const [x, y] = [memberBytes(jwk, 'x', length, length), memberBytes(jwk, 'y', length, length)]
  const own = { kty: 'EC', crv, x: x.toString('base64url'), y: y.toString('base64url') }
  const publicKey = pointOnCurve(
    prefix
      ? { key: Buffer.concat([prefix, x, y]), format: 'der', type: 'spki' }
      : { key: own, format: 'jwk' },
  )
  return { kty: 'EC', crv, publicKey, jwk: own, modulusBytes: undefined }
}

/** OpenSSL refuses a point that is not on the curve, in either form. */
function pointOnCurve(key: PublicKeyInput | JsonWebKeyInput): KeyObject {
  try {
    return createPublicKey(key)
  } catch {
    throw new Error('not a point of the curve')
  }
}

function importEd25519(jwk: Record<string, unknown>): KeyMaterial {
  if (jwk['crv'] !== 'Ed25519') throw new Error('unsupported crv')
  const x = memberBytes(jwk, 'x', 32, 32)
  if (isSmallOrder(x)) throw new Error('point of small order')
  const own = { kty: 'OKP', crv: 'Ed25519', x: x.toString('base64url') }
  const publicKey = createPublicKey({ key: own, format: 'jwk' })
  return { kty: 'OKP', crv: 'Ed25519', publicKey, jwk: own, modulusBytes: undefined }
}

function importMlDsa(jwk: Record<string, unknown>): KeyMaterial {
  // The algorithm says what the bytes mean, so there is no such key without one (RFC 9964 §3).
  const { alg } = jwk
  if (alg === undefined) throw new Error('AKP without alg')
  if (!isAlgorithm(alg)) throw new Error('unsupported alg')
  if (!isPostQuantum(alg)) throw new Error('alg of another key type')
  const length = ML_DSA_KEY_BYTES[alg]
  const pub = memberBytes(jwk, 'pub', length, length)
  if (isBlankMlDsaKey(pub)) throw new Error('blank key')
  if (!supportsMlDsa(alg)) throw new Error('AKP takes Node 24.6 or later')
  const own = { kty: 'AKP', alg, pub: pub.toString('base64url') }
  const publicKey = createPublicKey({ key: own, format: 'jwk' })
  return { kty: 'AKP', crv: undefined, publicKey, jwk: own, modulusBytes: undefined }
}

/** The bytes of a member, so many of them; throws an Error that names it. */
export function memberBytes(
  jwk: Record<string, unknown>,
  name: string,
  min: number,
  max: number,
): Buffer {
  const value = jwk[name]
  // Its length first: a set may hold megabytes.
  const fits = typeof value === 'string' && value.length <= Math.ceil((max * 4) / 3)
  const decoded = fits ? decodeBase64url(value) : undefined
  if (!decoded || decoded.length < min || decoded.length > max) throw new Error(`malformed ${name}`)
  return decoded
}
