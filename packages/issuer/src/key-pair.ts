import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto'
import type { KeyKind } from './algorithms.js'

/** Both halves of a key that was made just now. */
export interface KeyPair {
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
}

// Not as KeyObjects: on Node 20, to export a generated one as a JWK locks the process up for ever if
// the garbage of its generation is collected just then.
const publicKeyEncoding = { type: 'spki', format: 'der' } as const
const privateKeyEncoding = { type: 'pkcs8', format: 'der' } as const
const encoding = { publicKeyEncoding, privateKeyEncoding }

/** Makes a key that may be exported as a JWK. `modulusLength` is of an RSA key, in bits. */
export async function generatePair(
  kind: KeyKind | { readonly type: 'x25519' },
  modulusLength: number,
): Promise<KeyPair> {
  const { publicKey, privateKey } = await new Promise<EncodedPair>((resolve, reject) => {
    const done = (error: Error | null, publicKey: Buffer, privateKey: Buffer): void => {
      if (error) reject(error)
      else resolve({ publicKey, privateKey })
    }
    if (kind.type === 'rsa') generateKeyPair('rsa', { modulusLength, ...encoding }, done)
    else if (kind.type === 'ec') {
      generateKeyPair('ec', { namedCurve: kind.namedCurve, ...encoding }, done)
    } else if (kind.type === 'x25519') generateKeyPair('x25519', encoding, done)
    else generateKeyPair('ed25519', encoding, done)
  })
  return {
    privateKey: createPrivateKey({ key: privateKey, ...privateKeyEncoding }),
    publicKey: createPublicKey({ key: publicKey, ...publicKeyEncoding }),
  }
}

interface EncodedPair {
  readonly publicKey: Buffer
  readonly privateKey: Buffer
}

/** Checks what names a new key, and how large it is to be. Throws a TypeError that names the option. */
export function assertNewKey(kid: unknown, modulusLength: unknown): void {
  if (kid !== undefined && (typeof kid !== 'string' || kid === '')) {
    throw new TypeError('"kid" must be a non-empty string')
  }
  const bits = typeof modulusLength === 'number' ? modulusLength : Number.NaN
  if (!Number.isInteger(bits) || bits < 2048 || bits > 8192) {
    throw new TypeError('"modulusLength" must be an integer from 2048 to 8192')
  }
}
