import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import type { JWK } from 'jose'

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
