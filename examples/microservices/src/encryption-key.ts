import { createPrivateKey, createPublicKey, generateKeyPair } from 'node:crypto'
import { promisify } from 'node:util'
import { calculateJwkThumbprint, type JWK } from 'jose'

/** A key that tokens are encrypted to, and the half that opens them. */
export interface EncryptionKey {
  /** For whoever makes tokens. */
  readonly publicJwk: JWK
  /** Stays with the service that reads them. */
  readonly privateJwk: JWK
}

/** Makes a key for a service to read its tokens with. */
export async function generateEncryptionKey(): Promise<EncryptionKey> {
  // By way of DER: on Node 20 a key that was just generated may lock up as it is exported.
  const { publicKey, privateKey } = await promisify(generateKeyPair)('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'der' },
  })
  const publicHalf = createPublicKey({ key: publicKey, type: 'spki', format: 'der' })
  const privateHalf = createPrivateKey({ key: privateKey, type: 'pkcs8', format: 'der' })
  const jwk = publicHalf.export({ format: 'jwk' })
  const name = { kid: await calculateJwkThumbprint(jwk), use: 'enc', alg: 'ECDH-ES+A256KW' }
  return {
    publicJwk: { ...jwk, ...name },
    privateJwk: { ...privateHalf.export({ format: 'jwk' }), ...name },
  }
}
