import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto'
import { keyPair } from '@countersign/testing'
import { CompactEncrypt, type CompactJWEHeaderParameters, type JWK } from 'jose'

/** A key that opens tokens, and what encrypts them to it. */
export interface TestDecryptionKey {
  readonly jwk: JWK & Record<string, unknown>
  /** The public half, or the shared key itself. */
  readonly lock: KeyObject
}

/** An RSA key, or one on a curve; `kid` is a name of its own, or what is given. */
export function decryptionKey(kind: string, kid?: string, bits = 2048): TestDecryptionKey {
  const { publicKey, privateKey } =
    kind === 'RSA'
      ? keyPair('rsa', { modulusLength: bits })
      : kind === 'X25519'
        ? keyPair('x25519')
        : keyPair('ec', { namedCurve: kind })
  const jwk = { ...privateKey.export({ format: 'jwk' }), ...(kid !== undefined && { kid }) }
  return { jwk, lock: publicKey }
}

/** A shared key for one `alg`, or for `dir` with one `enc`. */
export function sharedKey(alg: string, bytes: number, kid?: string): TestDecryptionKey {
  const lock = createSecretKey(randomBytes(bytes))
  const k = lock.export().toString('base64url')
  return { jwk: { kty: 'oct', k, alg, ...(kid !== undefined && { kid }) }, lock }
}

/** Encrypts a text to a key: by ECDH-ES and A256GCM, as a nested token, unless the header says else. */
export function encrypted(
  text: string | Uint8Array,
  lock: KeyObject,
  header: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const given = { alg: 'ECDH-ES', enc: 'A256GCM', cty: 'JWT', ...header }
  const members = Object.entries(given).filter(([, value]) => value !== undefined)
  const complete = Object.fromEntries(members) as unknown as CompactJWEHeaderParameters
  return new CompactEncrypt(Buffer.from(text)).setProtectedHeader(complete).encrypt(lock)
}
