import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { calculateJwkThumbprint, type JWK } from 'jose'
import { KEY_KINDS, type SigningAlgorithm } from '../algorithms.js'
import type { SigningKey } from '../signing-key.js'

/** The public half of a signing key. */
export type PublicKey = Omit<SigningKey, 'privateKey'>

const LEAST_RSA_BITS = 2048

// As Node names them.
const CURVES: Readonly<Record<string, string>> = {
  'P-256': 'prime256v1',
  'P-384': 'secp384r1',
  'P-521': 'secp521r1',
}

/** Whether a key is of the kind that the algorithm signs with, and an RSA key large enough. */
export function fits(key: KeyObject, algorithm: SigningAlgorithm): boolean {
  const kind = KEY_KINDS[algorithm]
  const { namedCurve, modulusLength = 0 } = key.asymmetricKeyDetails ?? {}
  if (key.asymmetricKeyType !== kind.type) return false
  if (kind.type === 'ec') return namedCurve === CURVES[kind.namedCurve]
  return kind.type !== 'rsa' || modulusLength >= LEAST_RSA_BITS
}

/** The public half of a key, which is named by its thumbprint (RFC 7638). */
export async function publicKeyOf(key: KeyObject, algorithm: SigningAlgorithm): Promise<PublicKey> {
  const jwk: JWK = (key.type === 'private' ? createPublicKey(key) : key).export({ format: 'jwk' })
  const kid = await calculateJwkThumbprint(jwk)
  return { kid, algorithm, publicJwk: { ...jwk, kid, alg: algorithm, use: 'sig' } }
}

/** PKCS #8 in base64. */
export function exportPrivateKey(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'der' }).toString('base64')
}

/** Throws where it is none. */
export function importPrivateKey(base64: string): KeyObject {
  return createPrivateKey({ key: bytesOf(base64), type: 'pkcs8', format: 'der' })
}

/** SubjectPublicKeyInfo in base64. */
export function exportPublicKey(jwk: JWK): string {
  const key = createPublicKey({ key: { ...jwk }, format: 'jwk' })
  return key.export({ type: 'spki', format: 'der' }).toString('base64')
}

/** Throws where it is none. */
export function importPublicKey(base64: string): KeyObject {
  return createPublicKey({ key: bytesOf(base64), type: 'spki', format: 'der' })
}

/** One spelling: Node's decoder skips what it does not know. */
function bytesOf(base64: string): Buffer {
  const bytes = Buffer.from(base64, 'base64')
  if (bytes.length === 0 || bytes.toString('base64') !== base64) throw new Error('no base64')
  return bytes
}
